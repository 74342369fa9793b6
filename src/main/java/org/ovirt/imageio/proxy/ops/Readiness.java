// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ops;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether this node takes requests, and why not. Safe for use by several threads.
 *
 * <p>It does once all conditions are met, until it stops. Between the two there may be times in
 * which it is not ready, so that nobody sends more, and still takes what comes.
 */
public final class Readiness {
    private static final String STOPPING = "This node is stopping.";

    private enum Stage {
        RUNNING,
        LEAVING,
        DRAINING
    }

    private final Map<String, String> unmet = new LinkedHashMap<>();
    private final Map<String, String> worries = new LinkedHashMap<>();
    private Stage stage = Stage.RUNNING;

    /**
     * Adds a condition that is not met yet, or not any more.
     *
     * @param name what {@link #met} calls it
     * @param why a sentence for everybody, without any secret
     */
    public synchronized void require(String name, String why) {
        unmet.put(name, why);
    }

    /** Notes that a condition is met. */
    public synchronized void met(String name) {
        unmet.remove(name);
    }

    /**
     * Is not ready for a while, but takes what comes all the same: others may do better.
     *
     * @param name what {@link #reassure} calls it
     * @param why a sentence for everybody, without any secret
     */
    public synchronized void worry(String name, String why) {
        worries.put(name, why);
    }

    /** Takes {@link #worry} back. */
    public synchronized void reassure(String name) {
        worries.remove(name);
    }

    /** Is not ready any more, but takes what comes all the same. */
    synchronized void leave() {
        if (stage == Stage.RUNNING) {
            stage = Stage.LEAVING;
        }
    }

    /** Takes nothing new any more. */
    public synchronized void drain() {
        stage = Stage.DRAINING;
    }

    /** Takes {@link #leave} and {@link #drain} back. */
    synchronized void resume() {
        stage = Stage.RUNNING;
    }

    /** Returns whether new requests are welcome. */
    public synchronized boolean isReady() {
        return unmet.isEmpty() && worries.isEmpty() && stage == Stage.RUNNING;
    }

    /** Returns whether new requests are taken. */
    public synchronized boolean isServing() {
        return unmet.isEmpty() && stage != Stage.DRAINING;
    }

    /** Returns whether nothing new is taken because this node stops. */
    public synchronized boolean isDraining() {
        return stage == Stage.DRAINING;
    }

    /** Returns why it is not ready, as sentences; none if it is. */
    public synchronized List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (stage != Stage.RUNNING) {
            reasons.add(STOPPING);
        }
        reasons.addAll(unmet.values());
        reasons.addAll(worries.values());
        return reasons;
    }
}
