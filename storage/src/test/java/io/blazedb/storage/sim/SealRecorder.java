/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Stands between the engine and the platform's AES-GCM, as a security provider before all others, and notes every key and nonce that
 * something is sealed with. The engine knows nothing of it, so there is no seal that it could miss and no cost without it.
 */
final class SealRecorder implements AutoCloseable {
    private static final String NAME = "SealRecorder";

    private final Set<String> seals = ConcurrentHashMap.newKeySet();
    private final List<String> repeated = new ArrayList<>();

    private SealRecorder() {}

    /** Begins to record. */
    static SealRecorder install() {
        SealRecorder recorder = new SealRecorder();
        if (Security.insertProviderAt(recorder.new Recording(), 1) != 1) {
            throw new IllegalStateException("already recording");
        }
        return recorder;
    }

    /** How many seals there were. */
    int count() {
        return seals.size();
    }

    /** Nonces that came twice under one key. */
    List<String> repeated() {
        synchronized (repeated) {
            return List.copyOf(repeated);
        }
    }

    @Override
    public void close() {
        Security.removeProvider(NAME);
    }

    private void record(Key key, byte[] nonce) {
        String nonceText = HexFormat.of().formatHex(nonce);
        if (!seals.add(HexFormat.of().formatHex(key.getEncoded()) + nonceText)) {
            synchronized (repeated) {
                repeated.add(nonceText);
            }
        }
    }

    private final class Recording extends Provider {
        private static final long serialVersionUID = 1L;

        Recording() {
            super(NAME, "1", "notes keys and nonces");
            putService(new Service(this, "Cipher", "AES/GCM/NoPadding", RecordedCipher.class.getName(), null, null) {
                @Override
                public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                    return new RecordedCipher();
                }
            });
        }
    }

    /** The platform's cipher, whose every initialization for sealing is noted. */
    private final class RecordedCipher extends CipherSpi {
        private final Cipher cipher;

        RecordedCipher() throws NoSuchAlgorithmException {
            try {
                cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
            } catch (GeneralSecurityException e) {
                throw new NoSuchAlgorithmException(e);
            }
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            cipher.init(mode, key, parameters, random);
            if (mode == Cipher.ENCRYPT_MODE) {
                record(key, ((GCMParameterSpec) parameters).getIV());
            }
        }

        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) {
            throw new UnsupportedOperationException("a nonce of the platform's choice");
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random) {
            throw new UnsupportedOperationException("a nonce of the platform's choice");
        }

        @Override
        protected void engineUpdateAAD(byte[] source, int offset, int length) {
            cipher.updateAAD(source, offset, length);
        }

        @Override
        protected void engineUpdateAAD(ByteBuffer source) {
            cipher.updateAAD(source);
        }

        @Override
        protected byte[] engineUpdate(byte[] input, int offset, int length) {
            return cipher.update(input, offset, length);
        }

        @Override
        protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset)
                throws ShortBufferException {
            return cipher.update(input, offset, length, output, outputOffset);
        }

        @Override
        protected byte[] engineDoFinal(byte[] input, int offset, int length)
                throws IllegalBlockSizeException, BadPaddingException {
            return cipher.doFinal(input, offset, length);
        }

        @Override
        protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
                throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
            return cipher.doFinal(input, offset, length, output, outputOffset);
        }

        @Override
        protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
            throw new NoSuchAlgorithmException(mode);
        }

        @Override
        protected void engineSetPadding(String padding) throws NoSuchPaddingException {
            throw new NoSuchPaddingException(padding);
        }

        @Override
        protected int engineGetBlockSize() {
            return cipher.getBlockSize();
        }

        @Override
        protected int engineGetOutputSize(int inputLength) {
            return cipher.getOutputSize(inputLength);
        }

        @Override
        protected byte[] engineGetIV() {
            return cipher.getIV();
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return cipher.getParameters();
        }
    }
}
