// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the node to go to: the next in turn of those that may be asked now, and another one than
 * before.
 */
final class Targets {
    private final List<Target> all;
    private int turn;
    private final Map<Target, Long> notBefore = new HashMap<>();

    /** All nodes; the first turn is random. */
    Targets(List<URI> images, SplittableRandom random) {
        all = images.stream().map(Target::new).toList();
        turn = random.nextInt(all.size());
    }

    /**
     * Waits until some node may be asked.
     *
     * @param last the node to leave, if any
     */
    Target choose(@Nullable Target last) throws InterruptedException {
        while (true) {
            long wait;
            synchronized (this) {
                long now = System.nanoTime();
                List<Target> open = all.stream().filter(t -> waitOf(t, now) <= 0).toList();
                List<Target> others = open.stream().filter(t -> !t.equals(last)).toList();
                List<Target> choice = others.isEmpty() ? open : others;
                if (!choice.isEmpty()) {
                    turn++;
                    return choice.get(Math.floorMod(turn, choice.size()));
                }
                wait =
                        all.stream()
                                .map(t -> waitOf(t, now))
                                .min(Comparator.naturalOrder())
                                .orElseThrow();
            }
            NANOSECONDS.sleep(wait);
        }
    }

    /** Asks a node no more for so long. */
    synchronized void postpone(Target target, Duration delay) {
        notBefore.put(target, System.nanoTime() + delay.toNanos());
    }

    private long waitOf(Target target, long now) {
        Long time = notBefore.get(target);
        return time == null ? 0 : time - now;
    }
}
