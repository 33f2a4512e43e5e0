namespace AutogradMaml.Data;

/// <summary>An image from the samples of a JPEG frame.</summary>
/// <remarks>A colour that has fewer samples than the image has pixels gives each pixel the sample that covers it. R = Y + 1.402 (Cr - 128),
/// G = Y - 0.344136 (Cb - 128) - 0.714136 (Cr - 128), B = Y + 1.772 (Cb - 128), in whole numbers, rounded half up. Source: ITU-T T.871,
/// section 7.</remarks>
internal static class JpegColours
{
    private const int Bits = 16;
    private const int Middle = 128;
    private const int RedOfCr = 91881;
    private const int GreenOfCb = 22554;
    private const int GreenOfCr = 46802;
    private const int BlueOfCb = 116130;

    /// <summary>Makes the image: grey of one colour, red, green and blue of three.</summary>
    /// <param name="frame">The frame, decoded.</param>
    /// <param name="isYCbCr">Whether three colours are brightness and two differences; else they are red, green and blue.</param>
    public static ByteImage Image(JpegFrame frame, bool isYCbCr)
    {
        JpegComponent[] components = frame.Components;
        int plane = frame.Width * frame.Height;
        var pixels = new byte[components.Length * plane];
        for (int k = 0; k < components.Length; k++)
        {
            Spread(frame, components[k], pixels.AsSpan(k * plane, plane));
        }

        if (components.Length == 3 && isYCbCr)
        {
            Convert(pixels.AsSpan(0, plane), pixels.AsSpan(plane, plane), pixels.AsSpan(2 * plane, plane));
        }

        return new(components.Length, frame.Height, frame.Width, pixels);
    }

    private static void Spread(JpegFrame frame, JpegComponent component, Span<byte> plane)
    {
        for (int y = 0; y < frame.Height; y++)
        {
            ReadOnlySpan<byte> from = component.Samples.AsSpan(y * component.Down / frame.MostDown * component.Stride, component.Stride);
            Span<byte> to = plane.Slice(y * frame.Width, frame.Width);
            if (component.Across == frame.MostAcross)
            {
                from[..to.Length].CopyTo(to);
                continue;
            }

            for (int x = 0; x < to.Length; x++)
            {
                to[x] = from[x * component.Across / frame.MostAcross];
            }
        }
    }

    private static void Convert(Span<byte> first, Span<byte> second, Span<byte> third)
    {
        for (int k = 0; k < first.Length; k++)
        {
            int brightness = (first[k] << Bits) + (1 << (Bits - 1));
            int cb = second[k] - Middle;
            int cr = third[k] - Middle;
            first[k] = Byte(brightness + (RedOfCr * cr));
            second[k] = Byte(brightness - (GreenOfCb * cb) - (GreenOfCr * cr));
            third[k] = Byte(brightness + (BlueOfCb * cb));
        }
    }

    private static byte Byte(int value) => (byte)Math.Clamp(value >> Bits, 0, byte.MaxValue);
}
