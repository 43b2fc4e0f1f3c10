"""The window, a folder for each page and dialog; `kit` is what they share.

`main_window` puts the pages together, `context.Page` is the base of all of them, `page_action` declares what they
offer, and `client` is their way to the library.
"""
