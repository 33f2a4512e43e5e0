namespace AutogradMaml.Data;

/// <summary>The checksum of zlib: a = 1 + sum of bytes and b = sum of the a's, both modulo 65521, as b * 65536 + a.</summary>
internal struct Adler32()
{
    private const uint Modulus = 65521;

    // The most bytes for which b can't exceed 32 bits: 255 n (n + 1) / 2 + (n + 1) (Modulus - 1) < 2^32.
    private const int Run = 5552;

    private uint _a = 1;
    private uint _b;

    public readonly uint Value => (_b << 16) | _a;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = Math.Min(bytes.Length, Run);
            foreach (byte b in bytes[..count])
            {
                _a += b;
                _b += _a;
            }

            _a %= Modulus;
            _b %= Modulus;
            bytes = bytes[count..];
        }
    }
}
