using System.Buffers;
using System.Runtime.InteropServices;
using JpegLibrary;

namespace AutogradMaml.Data.Tests.Images;

/// <summary>JPEG files written and read by another library.</summary>
internal static class JpegPeer
{
    /// <summary>Writes an image: grey, or as YCbCr.</summary>
    /// <param name="image">The image, of one or three channels.</param>
    /// <param name="quality">From 1 to 100.</param>
    /// <param name="across">How many pixels across share a sample of a difference of colours: 1, 2 or 4.</param>
    /// <param name="down">How many one below the other.</param>
    public static byte[] Write(ByteImage image, int quality, int across = 1, int down = 1)
    {
        JpegEncoder encoder = new();
        encoder.SetQuantizationTable(JpegStandardQuantizationTable.ScaleByQuality(
            JpegStandardQuantizationTable.GetLuminanceTable(JpegElementPrecision.Precision8Bit, 0), quality));
        encoder.SetQuantizationTable(JpegStandardQuantizationTable.ScaleByQuality(
            JpegStandardQuantizationTable.GetChrominanceTable(JpegElementPrecision.Precision8Bit, 1), quality));
        encoder.SetHuffmanTable(true, 0, JpegStandardHuffmanEncodingTable.GetLuminanceDCTable());
        encoder.SetHuffmanTable(false, 0, JpegStandardHuffmanEncodingTable.GetLuminanceACTable());
        encoder.SetHuffmanTable(true, 1, JpegStandardHuffmanEncodingTable.GetChrominanceDCTable());
        encoder.SetHuffmanTable(false, 1, JpegStandardHuffmanEncodingTable.GetChrominanceACTable());
        encoder.AddComponent(1, 0, 0, 0, 1, 1);
        for (byte k = 2; k <= image.Channels; k++)
        {
            encoder.AddComponent(k, 1, 1, 1, (byte)across, (byte)down);
        }

        encoder.SetInputReader(new Input(image.Width, image.Height, image.Channels == 1 ? [image.Pixels.ToArray()] : ToYCbCr(image)));
        ArrayBufferWriter<byte> output = new();
        encoder.SetOutput(output);
        encoder.Encode();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads an image: grey, or red, green and blue from YCbCr.</summary>
    public static double[] Read(byte[] file)
    {
        JpegDecoder decoder = new();
        decoder.SetInput(file);
        decoder.Identify();
        Output output = new(decoder.Width, decoder.Height, decoder.NumberOfComponents);
        decoder.SetOutputWriter(output);
        decoder.Decode();
        double[][] planes = output.Planes;
        return planes.Length == 1
            ? planes[0]
            : [
                .. Enumerable.Range(0, planes[0].Length).Select(k => Bounded(planes[0][k] + (1.402 * (planes[2][k] - 128)))),
                .. Enumerable.Range(0, planes[0].Length).Select(
                    k => Bounded(planes[0][k] - (0.344136 * (planes[1][k] - 128)) - (0.714136 * (planes[2][k] - 128)))),
                .. Enumerable.Range(0, planes[0].Length).Select(k => Bounded(planes[0][k] + (1.772 * (planes[1][k] - 128)))),
            ];
    }

    private static double Bounded(double value) => Math.Clamp(value, 0, 255);

    private static byte[][] ToYCbCr(ByteImage image)
    {
        int plane = image.Width * image.Height;
        byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
        byte[] Plane(double r, double g, double b, double shift) =>
        [
            .. Enumerable.Range(0, plane).Select(k => Byte(
                (r * image.Pixels[k]) + (g * image.Pixels[plane + k]) + (b * image.Pixels[(2 * plane) + k]) + shift)),
        ];
        return
        [
            Plane(0.299, 0.587, 0.114, 0), Plane(-0.168736, -0.331264, 0.5, 128), Plane(0.5, -0.418688, -0.081312, 128),
        ];
    }

    private sealed class Input(int width, int height, byte[][] planes) : JpegBlockInputReader
    {
        public override int Width => width;

        public override int Height => height;

        public override void ReadBlock(ref short blockRef, int componentIndex, int x, int y)
        {
            Span<short> block = MemoryMarshal.CreateSpan(ref blockRef, 64);
            for (int k = 0; k < 64; k++)
            {
                block[k] = planes[componentIndex][(Math.Min(y + (k / 8), height - 1) * width) + Math.Min(x + (k % 8), width - 1)];
            }
        }
    }

    private sealed class Output(int width, int height, int components) : JpegBlockOutputWriter
    {
        public double[][] Planes { get; } = [.. Enumerable.Range(0, components).Select(_ => new double[width * height])];

        public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
        {
            Span<short> block = MemoryMarshal.CreateSpan(ref blockRef, 64);
            for (int k = 0; k < 64; k++)
            {
                if (x + (k % 8) < width && y + (k / 8) < height)
                {
                    Planes[componentIndex][((y + (k / 8)) * width) + x + (k % 8)] = Bounded(block[k]);
                }
            }
        }
    }
}
