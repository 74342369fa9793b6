// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.demo;

import java.nio.file.Path;
import java.util.List;
import org.ovirt.imageio.testing.server.ProxyServer;

/**
 * What the demo of two nodes tells to do with them.
 *
 * @param directory where its files are
 * @param nodes two that run
 * @param ticket the id of the ticket
 * @param tokenTicket the id that only tokens are proof for
 * @param haproxyPort where HAProxy listens with the configuration that is there
 */
record ClusterGuide(
        Path directory,
        List<ProxyServer> nodes,
        String ticket,
        String tokenTicket,
        int haproxyPort) {

    String text() {
        ProxyServer one = nodes.get(0);
        ProxyServer two = nodes.get(1);
        return """

            The proxy is two nodes, which know the same tickets and sessions:
            node 1 on %1$s with its control API on %3$s,
            node 2 on %2$s with its control API on %4$s.

              cd '%7$s'

            Make a file; upload one half through node 1; open a session there with a token for another image:
              head -c 100M /dev/urandom > upload.raw; head -c 50M upload.raw > half.raw; tail -c 50M upload.raw > rest.raw
              curl --fail --cacert ca.pem --upload-file half.raw %1$simages/%5$s
              (printf 'Authorization: Bearer '; cat image.jwt) > jwt.header
              curl --fail --silent --cacert ca.pem --header @jwt.header --request POST --dump-header - %1$ssessions/ | tr -d '\\r' | grep -i '^session-id:' > session.header

            Kill node 1. Node 2 knows what has been written, takes the rest, and knows the session:
              kill -9 %9$d
              curl --fail --cacert ca.pem --retry 10 %2$simages/%5$s/ranges
              curl --fail --cacert ca.pem --retry 10 --upload-file rest.raw --header 'Content-Range: bytes 52428800-104857599/*' %2$simages/%5$s
              curl --fail --cacert ca.pem --range 0-104857599 %2$simages/%5$s | cmp - upload.raw && echo same
              curl --fail --cacert ca.pem --header @session.header --upload-file upload.raw %2$simages/%6$s

            The ticket, as the Engine sees it at node 2; it was installed at node 1:
              curl --fail %4$stickets/%5$s

            HAProxy can stand in front: https://localhost:%8$d/ is whichever node is there. In another terminal:
              PATH="$PATH:/usr/sbin" haproxy -f '%7$s/haproxy.cfg'

            The logs are %10$s
            and %11$s.
            Ctrl-C ends it all.
            """
                .formatted(
                        one.baseUri(),
                        two.baseUri(),
                        one.controlUri(),
                        two.controlUri(),
                        ticket,
                        tokenTicket,
                        directory.toString().replace("'", "'\\''"),
                        haproxyPort,
                        one.pid(),
                        one.log(),
                        two.log());
    }
}
