"""Albums, favourites and folders of photos."""
