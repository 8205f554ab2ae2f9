"""The few dialogs that ask or tell something once: about, export, a problem, a crash."""
