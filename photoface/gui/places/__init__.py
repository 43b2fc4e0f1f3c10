"""The Places page: photos on a map without a network, and sheets that give photos a date and a place."""
