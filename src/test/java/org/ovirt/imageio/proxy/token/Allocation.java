// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;

/** How much memory this thread asks for: unlike time, the same on each machine. */
final class Allocation {
    private static final int TRIES = 5;

    private Allocation() {}

    /** Asserts that a task needs little, once its classes are loaded. */
    static void assertBelow(long bytes, Runnable task) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least =
                LongStream.range(0, TRIES)
                        .map(
                                i -> {
                                    long before = threads.getCurrentThreadAllocatedBytes();
                                    task.run();
                                    return threads.getCurrentThreadAllocatedBytes() - before;
                                })
                        .min()
                        .orElseThrow();
        assertThat(least).isLessThan(bytes);
    }
}
