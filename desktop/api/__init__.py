"""The image service behind one door, `image_client.ImageClient`."""
