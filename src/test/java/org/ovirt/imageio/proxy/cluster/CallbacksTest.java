// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.internal.util.ConcurrencyUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallbacksTest {
    @Test
    void hazelcastCallsBackOnThreadsThatAreKept() throws Exception {
        Callbacks.install();

        CompletableFuture<Thread> thread = new CompletableFuture<>();
        ConcurrencyUtil.getDefaultAsyncExecutor()
                .execute(() -> thread.complete(Thread.currentThread()));

        assertThat(thread.get(10, TimeUnit.SECONDS))
                .matches(Thread::isDaemon)
                .extracting(Thread::getName)
                .isEqualTo(Callbacks.THREAD);
    }
}
