// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the front door is open.
 *
 * @param eraA whether the ways of clients of proxy 1.0 to 1.2.0 are taken
 * @param eraB whether the ways of clients and Engines of proxy 1.2.1 to 1.6 are taken
 * @param origins the pages' origins (RFC 6454) that browsers let use the proxy, with cookies; any,
 *     without cookies, if empty
 */
public record AccessConfig(boolean eraA, boolean eraB, Set<String> origins) {
    private static final String ORIGINS = "imageio.cors.origins";
    private static final Pattern ORIGIN =
            Pattern.compile("https?://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+\\])(?::[1-9]\\d{0,4})?");

    static AccessConfig read(ConfigReader reader) {
        Set<String> origins = reader.list(ORIGINS, "");
        if (!origins.stream().allMatch(origin -> ORIGIN.matcher(origin).matches())) {
            reader.mistake(
                    ORIGINS,
                    "expected a list of origins as browsers send them, such as"
                            + " https://engine.example.com");
        }
        return new AccessConfig(
                reader.flag("imageio.era-a", false), reader.flag("imageio.era-b", false), origins);
    }
}
