"""Stand-ins for what Stet talks to and cannot have in a test.

`image_service` is OpenAI's image service on loopback, `faults` names what can go wrong there, and
`conformance` asks OpenAI's own document for its opinion. An endpoint more is a module with `ROUTES`
that `reception` lists; `images_api` shows how one is written.
"""
