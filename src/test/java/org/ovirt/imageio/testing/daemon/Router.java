// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends a call to the resource that its path names. */
final class Router {

    /** The version of the reference whose answers these are. */
    static final String VERSION = "2.5.3";

    private static final Set<String> METHODS =
            Set.of("GET", "PUT", "PATCH", "POST", "DELETE", "OPTIONS", "HEAD");

    /** As in the reference the first match wins, and what follows a match does not count. */
    private static final Pattern EXTENTS = Pattern.compile("/images/(.*)/extents");

    private static final Pattern ALGORITHMS = Pattern.compile("/images/(.*)/checksum/algorithms");
    private static final Pattern CHECKSUM = Pattern.compile("/images/(.*)/checksum");
    private static final Pattern IMAGE = Pattern.compile("/images/(.*)");
    private static final Pattern INFO = Pattern.compile("/info/");

    private final ImageResource image = new ImageResource();
    private final ExtentsResource extents = new ExtentsResource();
    private final ChecksumResource checksum = new ChecksumResource();

    void route(Call call) throws HttpError, IOException {
        String method = call.request().method();
        if (!METHODS.contains(method)) {
            throw HttpError.methodNotAllowed("Invalid method '" + method + "'");
        }
        Matcher path = EXTENTS.matcher(call.request().path());
        if (path.lookingAt()) {
            extents.handle(call, path.group(1));
        } else if (path.usePattern(ALGORITHMS).lookingAt()) {
            checksum.algorithms(call);
        } else if (path.usePattern(CHECKSUM).lookingAt()) {
            checksum.handle(call, path.group(1));
        } else if (path.usePattern(IMAGE).lookingAt()) {
            image.handle(call, path.group(1));
        } else if (path.usePattern(INFO).lookingAt()) {
            info(call);
        } else {
            throw HttpError.notFound("No handler for '" + call.request().path() + "'");
        }
    }

    private static void info(Call call) throws HttpError, IOException {
        if (!call.request().method().equals("GET")) {
            throw call.notDefined();
        }
        call.allowOrigins("*");
        call.response().json(Map.of("version", VERSION));
    }
}
