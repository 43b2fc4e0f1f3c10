"""The page Duplicates: photos that have copies, to keep the best one of each set."""
