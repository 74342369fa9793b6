// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.cluster.Node;

/**
 * A kept-alive connection to a node that asks for the ranges of images, for which the node asks no
 * daemon: it authorises the request and reads a small record.
 */
final class RangesClient implements Closeable {
    private static final int OK = 200;

    private final Node node;
    private final RawClient client;

    private RangesClient(Node node, RawClient client) {
        this.node = node;
        this.client = client;
    }

    static RangesClient to(Node node) throws IOException {
        return new RangesClient(node, node.connect());
    }

    /** Asks with these header fields and returns the status. */
    int ask(String ticket, Map<String, String> fields) throws IOException {
        StringBuilder head =
                new StringBuilder("GET /images/" + ticket + "/ranges HTTP/1.1\r\nHost: ")
                        .append(node.baseUri().getAuthority())
                        .append("\r\n");
        fields.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        return client.send(head + "\r\n").readResponse().status();
    }

    /**
     * Asks once and returns the nanoseconds from the request to the end of the answer.
     *
     * @throws IOException if the request is refused
     */
    long time(String ticket, Map<String, String> fields) throws IOException {
        long start = System.nanoTime();
        int status = ask(ticket, fields);
        long nanos = System.nanoTime() - start;
        if (status != OK) {
            throw new IOException(node + " answers " + status);
        }
        return nanos;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
