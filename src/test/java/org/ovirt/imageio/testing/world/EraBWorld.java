// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.world;

import java.util.Map;

/** The shared {@link World} whose proxy takes the ways of proxy 1.2.1 to 1.6. */
public final class EraBWorld extends SharedWorld {
    /** Called by JUnit. */
    public EraBWorld() {
        super(
                () ->
                        World.startWithTokens(
                                Map.of(
                                        "imageio.era-b",
                                        "true",
                                        "imageio.token.signed-tickets-v1",
                                        "true")));
    }
}
