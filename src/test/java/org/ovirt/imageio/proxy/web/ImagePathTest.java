// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.web.ImagePath.Part;

class ImagePathTest {

    @ParameterizedTest
    @CsvSource({
        "/images/7d8a5c1e-0b1f-4c59-9d5e-3f2a1b0c9d8e, 7d8a5c1e-0b1f-4c59-9d5e-3f2a1b0c9d8e, BYTES",
        "/images/A_b-9, A_b-9, BYTES",
        "/images/a/extents, a, EXTENTS",
        "/images/a/checksum, a, CHECKSUM",
        "/images/a/checksum/algorithms, a, ALGORITHMS",
        "/images/a/ranges, a, RANGES",
        "/images/extents, extents, BYTES",
    })
    void aPathNamesAnImageAndAPartOfIt(String path, String ticket, Part part) {
        ImagePath parsed = ImagePath.parse(path);
        assertThat(parsed).isEqualTo(new ImagePath(ticket, part));
        assertThat(parsed.isAllImages()).isFalse();
    }

    @Test
    void aStarIsAllImages() {
        assertThat(ImagePath.parse("/images/*").isAllImages()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images/", "/images//extents", "/images//checksum/algorithms"})
    void aMissingTicketIsABadRequest(String path) {
        assertProblem(path, Problem.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/images",
                "/Images/a",
                "/images/a/",
                "/images/a/b",
                "/images/a/extents/",
                "/images/a/extents/b",
                "/images/a/algorithms",
                "/images/a//extents",
                "/images/a/Extents",
                "/images/a%2Fextents",
                "/images/%61",
                "/images/a;x=y",
                "/images/a;/extents",
                "/images/..",
                "/images/./a",
                "/images/a/../b",
                "/images/**",
                "/images/*a",
                "/images/a b",
                "/images/a\n",
                "/images/\u00e4",
                "//images/a",
                "/x/images/a",
                "https://host/images/a",
                "/images/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            })
    void anythingElseIsNotThere(String path) {
        assertProblem(path, Problem.NOT_FOUND);
    }

    private static void assertProblem(String path, Problem problem) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> ImagePath.parse(path))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
    }
}
