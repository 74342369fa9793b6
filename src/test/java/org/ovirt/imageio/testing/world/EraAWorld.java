// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.world;

import java.util.Map;

/** The shared {@link World} whose proxy takes the ways of proxy 1.0 to 1.2.0. */
public final class EraAWorld extends SharedWorld {
    /** Called by JUnit. */
    public EraAWorld() {
        super(
                () ->
                        World.startWithTokens(
                                Map.of(
                                        "imageio.era-a",
                                        "true",
                                        "imageio.token.signed-tickets-v1",
                                        "true")));
    }
}
