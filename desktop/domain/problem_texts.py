"""The sentences: for every kind of problem what happened, and what to do about it.

Blanks in braces are filled by `problems.problem`. A sentence names no key and blames nobody.
"""

from __future__ import annotations

_INPUT = {
    "file_missing": ("There is no file “{name}”.", "Check the name, or choose the file again."),
    "file_is_folder": ("“{name}” is a folder.", "Open or drop the pictures inside it."),
    "file_unreadable": (
        "“{name}” cannot be read: {reason}.",
        "Check that the file is yours to read and that its disk is there.",
    ),
    "file_empty": ("“{name}” is empty (0 bytes).", "Fetch the file again from where it came."),
    "file_truncated": (
        "“{name}” breaks off before the picture ends.",
        "It was copied or downloaded only in part; fetch it again.",
    ),
    "address_not_fetched": (
        "The picture at {host} was not fetched: {reason}.",
        "Save it in the browser, and drop or open the file.",
    ),
    "file_damaged": (
        "“{name}” is damaged; the picture in it cannot be read whole.",
        "Fetch it again from where it came, or save it anew in the program that made it.",
    ),
    "file_not_picture": (
        "“{name}” is not a picture, whatever its name says{guess}.",
        "Open a PNG, JPEG, WebP, TIFF, BMP, GIF or AVIF file.",
    ),
    "file_format_unknown": (
        "Stet cannot read the picture format of “{name}”{guess}.",
        "Save it as PNG, TIFF or JPEG first.",
    ),
    "picture_too_large": (
        "“{name}” would be {size} pixels, more than the {limit} million that Stet opens.",
        "Scale the picture down first, or crop the part you want to edit.",
    ),
    "mask_size_differs": (
        "The mask is {mask} pixels, the picture {picture}.",
        "A mask must be exactly as large as its picture.",
    ),
    "mask_empty": (
        "The mask marks nothing.",
        "Brush over what should change, or send the picture without a mask.",
    ),
    "mask_too_heavy": (
        "The mask is {megabytes} MB as a file; the service takes less than 4 MB.",
        "Simplify its edge, or edit a smaller part of the picture.",
    ),
    "prompt_empty": ("There is no prompt.", "Say what the picture should become."),
    "prompt_too_long": (
        "The prompt has {count:,} characters; the service takes {limit:,}.",
        "Shorten it by {over:,}.",
    ),
    "too_many_pictures": (
        "The service takes {limit} pictures in all; {left_out} did not fit.",
        "Remove a reference to make room.",
    ),
    "picture_too_heavy": (
        "“{name}” is {megabytes} MB; the service takes pictures below 50 MB.",
        "Scale it down, or save it as JPEG.",
    ),
    "size_illegal": ("{size} is not a size that {model} makes: {reason}", "{suggestion}"),
    "option_not_taken": ("{model} does not take {option} “{value}”.", "Choose one of: {choices}."),
    "part_not_taken": (
        "{model} does not take {part}.",
        "Take it away, or choose {others}.",
    ),
    "bad_argument": ("{reason}", "{suggestion}"),
    "screen_profile_useless": (
        "The colour profile {name} cannot be used: {reason}. Pictures are shown as for sRGB.",
        "Choose another under Settings, Canvas, Screen colour, or sRGB to leave it at that.",
    ),
    "edit_unknown": (
        "The library has no edit “{name}”.",
        "`stet history list` shows what is there.",
    ),
}

_ACCESS = {
    "refused": (
        "The service refused this {what} under its content policy{categories}.",
        "Change the wording or the picture it objects to, and try again.",
    ),
    "key_missing": (
        "There is no key for the service yet.",
        "Enter one in Settings > Key, run `stet key set`, or set OPENAI_API_KEY.",
    ),
    "key_wrong": (
        "The service does not accept this key.",
        "Check it in Settings > Key; a new one can be made on the service's own pages.",
    ),
    "keychain_missing": (
        "This computer offers no keychain that Stet may use ({found}).",
        "{suggestion}",
    ),
    "keychain_locked": (
        "The keychain ({found}) is locked.",
        "Unlock it, then try again.",
    ),
    "keychain_silent": (
        "The keychain ({found}) did not answer within {seconds} seconds.",
        "It may be waiting for its password in another window; answer it and try again.",
    ),
    "keychain_unsafe": (
        "The only keychain found ({found}) would write the key to a file unprotected.",
        "Stet does not use it. {suggestion}",
    ),
    "keychain_failed": (
        "The keychain ({found}) failed: {reason}.",
        "Try again; if it fails again, log in to the desktop anew.",
    ),
    "not_verified": (
        "The service wants this organisation verified before it may use {model}.",
        "Verify it on platform.openai.com (Settings > Organization); it takes up to 15 minutes.",
    ),
    "country": (
        "The service is not offered in the country or region this computer connects from.",
        "Connect from a supported one, or use another service address.",
    ),
    "access_denied": (
        "The service does not let this key do that.",
        "Check the key's permissions and its project.",
    ),
    "model_not_found": (
        "The service knows no model “{model}”, or this key may not use it.",
        "Choose another model, or check the name for typing errors.",
    ),
    "address_moved": (
        "The service at {address} sends requests on to {target}.",
        "Stet does not follow with your key; enter the new address if you trust it.",
    ),
    "address_refused": (
        "“{address}” is not a safe service address: {reason}.",
        "Use an https address; plain http is for this computer only.",
    ),
}

_LIMIT = {
    "rate_limited": (
        "The service's limit of {what} is reached for now.",
        "It can be sent again in {wait}.",
    ),
    "slow_down": ("The service asks to send more slowly.", "It can be sent again in {wait}."),
    "quota": (
        "The account's credit is used up.",
        "Add credit on the service's billing page; then send it again.",
    ),
    "spend_limit": (
        "A spending limit set for this {scope} is reached.",
        "Raise it on the service's limits page, or wait for the next period.",
    ),
    "billing_limit": (
        "The account's hard billing limit is reached.",
        "Raise it on the service's billing page; then send it again.",
    ),
    "budget": (
        "This would cross your {scope} budget of ${limit}: ${spent} spent, about ${more} more.",
        "Raise the budget, or make the edit cheaper.",
    ),
    "price_unknown": (
        "What this costs with {model} is not known.",
        "Confirm that you want to send it all the same.",
    ),
}

_SERVICE = {
    "no_network": (
        "The service cannot be reached: no network, or its name was not found ({host}).",
        "Check the connection, then send it again.",
    ),
    "unreachable": (
        "No connection to {host} came about within {time}.",
        "Check the network and any firewall or proxy, then send it again.",
    ),
    "proxy": (
        "The proxy of this computer did not let the request through: {reason}.",
        "Check the proxy in the system's network settings.",
    ),
    "connection_refused": (
        "Nothing answers at {host}.",
        "Check the service address; if it is right, try again in a moment.",
    ),
    "certificate": (
        "The certificate of {host} cannot be trusted: {reason}.",
        "Check the address, the clock of this computer and any proxy in between.",
    ),
    "timeout": (
        "The service did not answer within {time}.",
        "Ask again only if you accept that it may be billed twice.",
    ),
    "connection_cut": (
        "The connection broke before the answer had come.",
        "Ask again only if you accept that it may be billed twice.",
    ),
    "upload_too_large": (
        "The service refused the upload as too large ({megabytes} MB).",
        "Send fewer or smaller references.",
    ),
    "bad_request": ("The service did not understand the request.", "{suggestion}"),
    "bad_size": ("The service does not make this size.", "Choose another size."),
    "bad_option": ("The service does not take this {option}.", "Choose another one."),
    "bad_upload": (
        "The service could not read one of the pictures.",
        "Open it in Stet and save it as PNG, then use that.",
    ),
    "unknown_option": (
        "The service does not know the setting “{option}”.",
        "Set it back to its default for this model.",
    ),
    "server_error": (
        "The service failed on its side{found}.",
        "Ask again only if you accept that it may be billed twice.",
    ),
    "overloaded": ("The service is overloaded.", "It can be sent again in {wait}."),
    "answer_not_json": (
        "What came back is not an answer of an image service{found}.",
        "Check the service address. What came is kept.",
    ),
    "answer_empty": (
        "The service answered, but without a picture.",
        "What came is kept. Ask again only if you accept that it may be billed twice.",
    ),
    "answer_cut": (
        "The answer broke off before it was whole.",
        "What came is kept. Ask again only if you accept that it may be billed twice.",
    ),
    "stream_ended": (
        "The service stopped sending before the finished picture.",
        "The previews that came are kept. Ask again only if you accept being billed twice.",
    ),
    "answer_not_picture": (
        "What the service sent is not a picture that Stet can read.",
        "The bytes are kept as they came.",
    ),
    "picture_not_fetched": (
        "The service made the picture, but {host} did not hand it out: {reason}.",
        "Its address is kept with the answer; fetch it again soon, such addresses expire.",
    ),
    "only_words": (
        "The model answered in words and made no picture: “{said}”",
        "Say more exactly what to draw, and send it again.",
    ),
    "conversation_gone": (
        "The service no longer keeps the turns before this one.",
        "To go on, the picture has to be sent again.",
    ),
    "answer_not_kept": (
        "The service has finished, but does not hand out the picture any more.",
        "A preview that came can be kept as a draft; asking again costs anew.",
    ),
    "goes_on": (
        "The service is still working on it.",
        "Stet fetches the answer at its next start; that costs nothing.",
    ),
    "service_said": ("The service answered with an error: {message}", "{suggestion}"),
}

_DISK = {
    "disk_full": (
        "The disk with {place} is full ({needed} needed).",
        "Free some space, then try again; nothing that was there is lost.",
    ),
    "folder_read_only": (
        "{place} cannot be written to.",
        "Make the folder writable, or choose another library folder.",
    ),
    "cannot_write": ("“{name}” cannot be written: {reason}.", "Choose another place or name."),
    "library_damaged": (
        "The library's database is damaged ({reason}).",
        "{suggestion}",
    ),
    "library_newer": (
        "This library was written by a newer Stet (format {found}, this one knows {known}).",
        "Update Stet, or choose another library folder.",
    ),
    "library_busy": (
        "Another Stet is using this library.",
        "Close it, or choose another library folder.",
    ),
    "project_damaged": (
        "“{name}” cannot be taken in: {reason}.",
        "Get the file again, or export it anew; what was whole in it has been kept.",
    ),
    "picture_gone": (
        "The library's file {name} is missing or damaged.",
        "`stet history check` says what else is; restore the file from a backup.",
    ),
    "outside_changed": (
        "{count:,} pixels outside the mask would have changed, so the result was not used.",
        "The answer is kept as it came. This is a fault in Stet; please report it.",
    ),
    "cancelled": (
        "Cancelled.",
        "The service may go on working, and may bill it.",
    ),
    "batch_left": (
        "The batch ended before this line's turn came.",
        "Send the line again in another batch.",
    ),
    "batch_refused": (
        "The service did not accept the batch: {reason}",
        "Correct the lines and submit them again.",
    ),
    "answer_unknown": (
        "It was sent, and no answer is known.",
        "Ask again only if you accept that it may be billed twice.",
    ),
    "bug": (
        "Something went wrong inside Stet: {reason}",
        "Nothing you had is lost. A report was written to the log folder.",
    ),
}

FREE = "Nothing is billed."

KEPT = "The answer is kept: it can be finished from there, free of charge."
"""What there is to say of a cancel that came while nothing was under way."""

TEXTS: dict[str, tuple[str, str]] = {**_INPUT, **_ACCESS, **_LIMIT, **_SERVICE, **_DISK}
"""Kind of problem to its sentence and its remedy."""
