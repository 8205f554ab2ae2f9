"""Where panels, workspace, jobs and library meet: one file for each thing a designer does."""
