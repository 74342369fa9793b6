// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.scripted;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A socket that can hold back what is sent on it: below TLS, so that a script decides where its
 * records are cut and which of them go together.
 */
final class HoldingSocket extends Socket {

    private @Nullable ByteArrayOutputStream held;

    /** Holds back what is sent from now on. */
    void hold() {
        held = new ByteArrayOutputStream();
    }

    /** Sends what was held back, in one piece, and holds back no more. */
    void release() throws IOException {
        byte[] bytes = heldBytes();
        held = null;
        super.getOutputStream().write(bytes);
    }

    /** Sends the first half of what was held back; the other one, and all after it, never goes. */
    void releaseHalf() throws IOException {
        byte[] bytes = heldBytes();
        super.getOutputStream().write(Arrays.copyOf(bytes, bytes.length / 2));
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream system = super.getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                OutputStream out = held == null ? system : held;
                out.write(bytes, offset, length);
            }
        };
    }

    private byte[] heldBytes() {
        if (held == null) {
            throw new IllegalStateException("Nothing is held back");
        }
        return held.toByteArray();
    }
}
