// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.internal.util.ConcurrencyUtil;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where Hazelcast calls those who wait for an answer without blocking.
 *
 * <p>By itself it starts a thread for each call where the JDK's common pool has one thread only, so
 * on two processors: that was most of what a cluster cost a write. On more processors it shares the
 * common pool with the whole server.
 */
final class Callbacks {
    static final String THREAD = "imageio-callback";
    private static final long IDLE_SECONDS = 10;

    private Callbacks() {}

    /** Sets it for all members that this deployment has; its threads end when there are none. */
    static void install() {
        ConcurrencyUtil.setDefaultAsyncExecutor(executor());
    }

    /** Takes every task at once, so that no callback waits for another one. */
    private static Executor executor() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, THREAD);
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
