// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.demo;

import java.net.URI;
import java.nio.file.Path;
import org.ovirt.imageio.testing.server.ProxyServer;

/**
 * What the demo tells to do with it.
 *
 * @param directory where its files are; the certificate authority is its {@code ca.pem}
 * @param proxy the running proxy
 * @param ticket the id of the ticket
 * @param size the size of the image in bytes
 */
record DemoGuide(Path directory, ProxyServer proxy, String ticket, long size) {

    String text() {
        URI image = proxy.baseUri().resolve("images/" + ticket);
        String curl = "curl --fail --cacert " + directory.resolve("ca.pem");
        Path upload = directory.resolve("upload.raw");
        Path download = directory.resolve("download.raw");
        return """

            The proxy is ready on %s, its control API on %s.
            An empty image of %d GiB waits behind ticket %s.

            Make a file, and upload it:
              head -c 100M /dev/urandom > %s
              %s --upload-file %s %s

            Download the image, or a range of it:
              %s --output %s %s
              %s --range 0-104857599 %s | cmp - %s && echo same

            See which parts hold data:
              %s %s/extents

            The ticket, as the Engine sees it:
              curl %stickets/%s

            Log: %s
            Ctrl-C ends it all.
            """
                .formatted(
                        proxy.baseUri(),
                        proxy.controlUri(),
                        size >> 30,
                        ticket,
                        upload,
                        curl,
                        upload,
                        image,
                        curl,
                        download,
                        image,
                        curl,
                        image,
                        upload,
                        curl,
                        image,
                        proxy.controlUri(),
                        ticket,
                        proxy.log());
    }
}
