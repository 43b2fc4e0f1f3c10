"""The Places page: photos on a geographic map that needs no network, and the dialog that gives photos a place."""
