// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;

/**
 * What a browser and WebAdmin's script in it make of the proxy's answers. WebAdmin is a page of
 * another origin than the proxy: their ports differ.
 */
final class Browser {
    /** Where WebAdmin comes from. */
    static final String ORIGIN = "https://engine.example";

    private Browser() {}

    /** Makes the head of the upload of a part. */
    @FunctionalInterface
    interface PartHead {
        /** The head for the bytes from first to last of so many. */
        String of(int first, int last, int total);
    }

    /**
     * Uploads an image as WebAdmin's script does: part after part, each when the one before has
     * been acknowledged.
     */
    static void upload(RawClient client, byte[] image, int partSize, PartHead head)
            throws IOException {
        for (int first = 0; first < image.length; first += partSize) {
            int end = Math.min(first + partSize, image.length);
            client.send(head.of(first, end - 1, image.length));
            RawResponse response =
                    client.send(Arrays.copyOfRange(image, first, end)).readResponse();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEmpty();
            readable(response);
            // The script would take it for how much of the part was accepted.
            assertThat(response.header("Range")).isEmpty();
        }
    }

    /**
     * Asks what a page may send, and requires that it is allowed (Fetch standard, "CORS-preflight
     * fetch").
     *
     * @param request the whole request
     * @param method what the page wants to use
     * @param fields what it wants to send and may not without asking
     */
    static void preflight(RawClient client, String request, String method, String... fields)
            throws IOException {
        RawResponse response = client.send(request).readResponse();
        assertThat(response.status()).isBetween(200, 299);
        readable(response);
        assertThat(list(response, "Access-Control-Allow-Methods")).contains(method);
        List<String> allowed = list(response, "Access-Control-Allow-Headers");
        for (String field : fields) {
            // The wildcard stands for every name but this one.
            if (field.equals("authorization") || !allowed.contains("*")) {
                assertThat(allowed).contains(field);
            }
        }
    }

    /** Requires that a page may see an answer, and these fields of it. */
    static void readable(RawResponse response, String... fields) {
        assertThat(response.headers().allValues("Access-Control-Allow-Origin")).hasSize(1);
        assertThat(response.header("Access-Control-Allow-Origin")).isIn("*", ORIGIN);
        List<String> exposed = list(response, "Access-Control-Expose-Headers");
        for (String field : fields) {
            assertThat(exposed).contains(field.toLowerCase(Locale.ROOT));
        }
    }

    /** Methods are compared as they are, names of fields are not. */
    private static List<String> list(RawResponse response, String name) {
        return Arrays.stream(response.header(name).split(" *, *", -1))
                .map(item -> name.endsWith("-Headers") ? item.toLowerCase(Locale.ROOT) : item)
                .toList();
    }
}
