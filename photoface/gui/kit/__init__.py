"""What every page of the window is built from: theme, icons, pictures, tiles, fields, tasks."""
