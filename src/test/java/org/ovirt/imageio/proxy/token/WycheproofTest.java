// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jwa.AlgorithmFactoryFactory;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The public vectors of <a href="https://github.com/C2SP/wycheproof">Wycheproof</a>, as far as they
 * are about what is offered; what is not must be refused, good or bad.
 *
 * <p>They are not part of the project: the system property {@code imageio.vectors} names the folder
 * that has them in {@code wycheproof}; without it, they are looked for beside the project.
 */
class WycheproofTest {
    private static final Set<String> OFFERED = Set.of("RS256", "PS256", "ES256");

    /** What came of the vectors of a file. */
    private record Tally(int accepted, int refused) {
        Tally plus(boolean accepts) {
            return accepts ? new Tally(accepted + 1, refused) : new Tally(accepted, refused + 1);
        }
    }

    private static List<JsonObject> groups(String file) throws IOException {
        Optional<Path> found =
                Stream.of(System.getProperty("imageio.vectors", ""), "../shared/vectors")
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, "wycheproof", file))
                        .filter(Files::isRegularFile)
                        .findFirst();
        Assumptions.assumeTrue(
                found.isPresent(), "the Wycheproof vectors are not here (imageio.vectors)");
        try (InputStream in = Files.newInputStream(found.orElseThrow());
                JsonReader reader = Json.createReader(in)) {
            return reader.readObject().getJsonArray("testGroups").getValuesAs(JsonObject.class);
        }
    }

    /** Judges each vector and compares with what the file says. */
    private static Tally judge(
            List<JsonObject> groups,
            BiPredicate<JsonObject, JsonObject> isGood,
            BiPredicate<JsonObject, JsonObject> accepts) {
        Tally tally = new Tally(0, 0);
        for (JsonObject group : groups) {
            for (JsonObject vector : group.getJsonArray("tests").getValuesAs(JsonObject.class)) {
                boolean accepted = accepts.test(group, vector);
                // What is neither valid nor invalid is a matter of taste.
                if (!vector.getString("result").equals("acceptable")) {
                    assertThat(accepted)
                            .as("%s %s", vector.get("tcId"), vector.getString("comment"))
                            .isEqualTo(isGood.test(group, vector));
                    tally = tally.plus(accepted);
                }
            }
        }
        return tally;
    }

    private static boolean isValid(JsonObject vector) {
        return vector.getString("result").equals("valid");
    }

    // Compact tokens.

    @Test
    void tokensAreJudgedRight() throws IOException {
        Tally tally =
                judge(
                        groups("json_web_signature_test.json"),
                        (group, vector) -> isValid(vector) && isOffered(vector) && isText(vector),
                        WycheproofTest::acceptsToken);
        assertThat(tally).isEqualTo(new Tally(14, 387));
    }

    @Test
    void keysAreJudgedRight() throws IOException {
        Tally tally =
                judge(
                        groups("json_web_key_test.json"),
                        (group, vector) -> isValid(vector) && isOffered(vector),
                        WycheproofTest::acceptsToken);
        assertThat(tally).isEqualTo(new Tally(1, 25));
    }

    private static boolean isOffered(JsonObject vector) {
        String header = new String(part(vector, 0), StandardCharsets.UTF_8);
        return OFFERED.stream().anyMatch(name -> header.contains("\"alg\":\"" + name + "\""));
    }

    /** Claims are a text; a few vectors sign bytes that are none. */
    private static boolean isText(JsonObject vector) {
        return text(part(vector, 1)).isPresent();
    }

    private static byte[] part(JsonObject vector, int index) {
        String part = vector.getString("jws").split("\\.", -1)[index];
        return Base64.getUrlDecoder().decode(part.replaceAll("[^A-Za-z0-9_-]", ""));
    }

    private static Optional<String> text(byte[] utf8) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean acceptsToken(JsonObject group, JsonObject vector) {
        JsonObject key = group.getJsonObject(group.containsKey("public") ? "public" : "private");
        try {
            Jws.parse(vector.getString("jws")).verify(KeyParser.parse(key.toString()));
            return true;
        } catch (TokenException | GeneralSecurityException e) {
            return false;
        }
    }

    // Signatures.

    @Test
    void rsaSignaturesAreJudgedRight() throws IOException {
        Tally tally =
                judge(
                        groups("rsa_signature_2048_sha256_test.json"),
                        (group, vector) -> isValid(vector),
                        (group, vector) -> acceptsSignature("RS256", group, vector));
        assertThat(tally).isEqualTo(new Tally(9, 249));
    }

    @Test
    void pssSignaturesAreJudgedRight() throws IOException {
        Tally tally =
                judge(
                        groups("rsa_pss_2048_sha256_mgf1_32_test.json"),
                        (group, vector) -> isValid(vector),
                        (group, vector) -> acceptsSignature("PS256", group, vector));
        assertThat(tally).isEqualTo(new Tally(63, 45));
    }

    /** Their salt has 32 bytes; that of a ticket has all that the key has room for. */
    @Test
    void onlyTheOneWithTheLongestSaltSignsATicket() throws IOException {
        Tally tally =
                judge(
                        groups("rsa_pss_2048_sha256_mgf1_32_test.json"),
                        (group, vector) ->
                                vector.getString("comment").equals("s_len changed to 222"),
                        WycheproofTest::signsTicket);
        assertThat(tally).isEqualTo(new Tally(1, 107));
    }

    private static boolean acceptsSignature(String algorithm, JsonObject group, JsonObject vector) {
        try {
            JsonWebSignatureAlgorithm primitive =
                    AlgorithmFactoryFactory.getInstance()
                            .getJwsAlgorithmFactory()
                            .getAlgorithm(algorithm);
            VerificationKey key = key(group);
            assertThat(key.algorithms()).contains(algorithm);
            return primitive.verifySignature(
                    bytes(vector, "sig"), key.key(), bytes(vector, "msg"), new ProviderContext());
        } catch (JoseException e) {
            return false;
        }
    }

    private static boolean signsTicket(JsonObject group, JsonObject vector) {
        Optional<String> signed = text(bytes(vector, "msg"));
        if (signed.isEmpty()) {
            return false;
        }
        try {
            EnvelopeSignature.V2.require(key(group).key(), signed.get(), bytes(vector, "sig"));
            return true;
        } catch (TokenException e) {
            return false;
        }
    }

    private static VerificationKey key(JsonObject group) {
        try {
            return KeyParser.parse(group.getString("publicKeyPem")).get(0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(JsonObject vector, String name) {
        return HexFormat.of().parseHex(vector.getString(name));
    }
}
