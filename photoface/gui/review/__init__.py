"""The Review page: asks one question after another about who a face or a group is."""
