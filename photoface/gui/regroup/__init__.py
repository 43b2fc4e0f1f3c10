"""The page Better groups: a proposal to group the unnamed faces again, which the user applies or rejects."""
