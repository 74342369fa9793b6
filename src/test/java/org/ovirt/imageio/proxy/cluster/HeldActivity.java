// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import org.ovirt.imageio.proxy.ticket.Activity;

/** Has moved some bytes, and ends only when a test says so. */
final class HeldActivity implements Activity {
    private final long offset;
    private final long done;
    private final Runnable onCancel;
    private volatile boolean canceled;

    HeldActivity(long offset, long done) {
        this(offset, done, () -> {});
    }

    HeldActivity(long offset, long done, Runnable onCancel) {
        this.offset = offset;
        this.done = done;
        this.onCancel = onCancel;
    }

    boolean isCanceled() {
        return canceled;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public void stop() {}

    @Override
    public void cancel() {
        canceled = true;
        onCancel.run();
    }
}
