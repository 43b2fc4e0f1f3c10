"""The page Recently deleted: photos that the user deleted, until their files go to the system's trash."""
