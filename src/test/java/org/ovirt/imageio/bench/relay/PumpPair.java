// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import javax.net.ssl.SSLException;

/** A client's connection and the connection upstream that is its own. */
final class PumpPair {
    private final PumpLeg client;
    private final PumpLeg daemon;
    private final ByteBuffer scratch;

    /**
     * @param scratch shared by all pairs of one thread
     */
    PumpPair(PumpLeg client, PumpLeg daemon, ByteBuffer scratch) {
        this.client = client;
        this.daemon = daemon;
        this.scratch = scratch;
    }

    /** Goes on after one of the legs has become ready. */
    void ready(SelectionKey key) {
        PumpLeg leg = client.has(key) ? client : daemon;
        leg.noteReady();
        pump();
    }

    /** Moves what can be moved now, in both directions. */
    void pump() {
        try {
            if (areSecure()) {
                move(client, daemon);
                move(daemon, client);
            }
            if (!client.isOpen() || !daemon.isOpen()) {
                close();
                return;
            }
            client.awaitReady(daemon.takesBytes());
            daemon.awaitReady(client.takesBytes());
        } catch (SSLException e) {
            System.err.println("connection broken: " + e);
            close();
        } catch (IOException e) {
            // One of the two has left, which is how transfers end.
            close();
        }
    }

    /** Gets both handshakes on; a request may have come with the last bytes of the client's. */
    private boolean areSecure() throws IOException {
        boolean clientSecure = client.shakeHands();
        return daemon.shakeHands() && clientSecure;
    }

    private void move(PumpLeg from, PumpLeg to) throws IOException {
        while (to.flush() && from.isReadable()) {
            scratch.clear();
            from.receive(scratch);
            to.send(scratch.flip());
        }
    }

    private void close() {
        client.close();
        daemon.close();
    }
}
