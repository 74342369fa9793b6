// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.cluster.Member;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Optional;

/** Tries whether something listens on the cluster's port of a node. */
final class PortProbe {
    private static final int CONNECT_MILLIS = 1000;

    private PortProbe() {}

    static InetSocketAddress address(Member member) {
        return new InetSocketAddress(member.getAddress().getHost(), member.getAddress().getPort());
    }

    /**
     * Returns why nothing can be connected there, or nothing if something can. Blocks for a second
     * where nobody answers.
     */
    static Optional<IOException> refusal(InetSocketAddress address) {
        if (address.isUnresolved()) {
            return Optional.of(new UnknownHostException("unknown host"));
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }
}
