"""The results of catalog reads, and which rows changed, for pages and commands: frozen dataclasses, never ORM rows.

They may be passed between threads and stay valid after their session.
"""
