// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.nio.ByteBuffer;
import org.xnio.XnioIoThread;

/**
 * One I/O thread and the memory that its relays share, since only one of them runs at a time.
 *
 * <p>Confined to its thread.
 */
public final class IoLoop {
    /**
     * The most plain bytes of a TLS record that the JDK makes. A TLS 1.3 record of SunJSSE carries
     * 17 bytes less than the 16384 of RFC 8446, so a chunk of 16384 would cost two records.
     */
    public static final int RECORD_PLAIN_BYTES = 16_367;

    private static final int RECORDS_PER_READ = 8;
    private static final int MAX_RECORD_PLAIN_BYTES = 16_384;

    private final XnioIoThread thread;
    private final ByteBuffer plain =
            ByteBuffer.allocate((RECORDS_PER_READ + 1) * MAX_RECORD_PLAIN_BYTES);

    /** Creates the memory of a thread. */
    public IoLoop(XnioIoThread thread) {
        this.thread = thread;
    }

    /** Returns the thread. */
    public XnioIoThread thread() {
        return thread;
    }

    /** Runs a task on the thread: at once if that is the caller's, else soon. */
    public void run(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
        } else {
            thread.execute(task);
        }
    }

    /** Returns the array in which plain bytes stand between one leg and the other. */
    public byte[] plainBytes() {
        return plain.array();
    }

    ByteBuffer plainBuffer() {
        return plain.clear();
    }
}
