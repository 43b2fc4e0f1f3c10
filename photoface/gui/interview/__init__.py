"""The Interview page, on which somebody who knows is asked who the unnamed people are."""
