"""Stand-ins for what Stet talks to and cannot have in a test.

`image_service` is OpenAI's image service on loopback, `faults` names what can go wrong there, and
`conformance` asks OpenAI's own document for its opinion. An endpoint more is a module with `ROUTES`
that `reception` lists; `images_api` shows how one is written.

"The facts" that these modules cite by section are the project's notes of 2026-11-21 on the wire
contract (api.md) and on drift (fidelity.md), drawn from OpenAI's guides, reference and price pages,
the types of its SDK 3.52, and published probes of the live service.
"""
