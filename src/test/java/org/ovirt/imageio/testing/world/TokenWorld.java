// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.world;

import java.util.Map;

/** The shared {@link World} whose proxy takes tokens. */
public final class TokenWorld extends SharedWorld {
    /** Called by JUnit. */
    public TokenWorld() {
        super(
                () ->
                        World.startWithTokens(
                                Map.of(
                                        "imageio.cors.origins",
                                        "https://engine.example,https://engine.example:8443",
                                        "imageio.session.max-per-ticket",
                                        "4")));
    }
}
