"""Recently deleted: photos that the user deleted, until they go to the trash of the computer."""
