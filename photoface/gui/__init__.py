"""The window (Qt): a folder for each page and large dialog; `kit` holds the widgets and models that they share.

`main_window` puts the pages together, `context.Page` is the base class of all of them, `page_action` declares what they
offer, and `client` is their way to the library.
"""
