"""The page on which somebody is asked who the unnamed people are."""
