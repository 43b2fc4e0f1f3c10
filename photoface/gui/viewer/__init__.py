"""The viewer: one photo with its faces and what is known of it."""
