// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** What a rogue member sends: Java's serialisation would run its code at the other end. */
final class PlantedTask implements Callable<String>, Serializable {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger RUNS = new AtomicInteger();

    /** Returns how often any of its code has run at the other end. */
    static int runs() {
        return RUNS.get();
    }

    @Override
    public String call() {
        RUNS.incrementAndGet();
        return "done";
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        RUNS.incrementAndGet();
        in.defaultReadObject();
    }
}
