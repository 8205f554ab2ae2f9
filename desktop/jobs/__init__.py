"""Work that takes time: an edit from order to stored result; read `run_edit` first."""
