// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.world;

import java.util.Map;

/** The shared {@link World} whose proxy takes no token that is over by its own clock. */
public final class StrictClockWorld extends SharedWorld {
    /** Called by JUnit. */
    public StrictClockWorld() {
        super(() -> World.startWithTokens(Map.of("mp.jwt.verify.clock.skew", "0")));
    }
}
