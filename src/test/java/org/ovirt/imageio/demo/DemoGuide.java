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
        return """

            The proxy is ready on %2$s, its control API on %3$s.
            An empty image of %5$d MiB waits behind ticket %4$s.

              cd '%6$s'

            Make a file, and upload it:
              head -c 100M /dev/urandom > upload.raw
              curl --fail --cacert ca.pem --upload-file upload.raw %1$s

            Download the image, or a range of it:
              curl --fail --cacert ca.pem --output download.raw %1$s
              curl --fail --cacert ca.pem --range 0-104857599 %1$s | cmp - upload.raw && echo same

            See which parts hold data:
              curl --fail --cacert ca.pem %1$s/extents

            Another image has no ticket here; a token is proof for it, as a JWT or as a signed ticket:
              (printf 'Authorization: Bearer '; cat image.jwt) > jwt.header
              curl --fail --cacert ca.pem --header @jwt.header --upload-file upload.raw $(cat token-image.url)
              (printf 'Authorization: '; cat image.ticket) > ticket.header
              curl --fail --cacert ca.pem --header @ticket.header --range 0-104857599 $(cat token-image.url) | cmp - upload.raw && echo same

            The ticket, as the Engine sees it:
              curl --fail %3$stickets/%4$s

            The log is %7$s.
            Ctrl-C ends it all.
            """
                .formatted(
                        image,
                        proxy.baseUri(),
                        proxy.controlUri(),
                        ticket,
                        size >> 20,
                        directory.toString().replace("'", "'\\''"),
                        proxy.log());
    }
}
