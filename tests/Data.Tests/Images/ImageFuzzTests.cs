using System.Globalization;
using System.Text;
using AutogradMaml.Autograd;

namespace AutogradMaml.Data.Tests.Images;

/// <summary>Whatever a file holds, reading it gives an image or an <see cref="ImageFileException"/>, and allocates no more than the file
/// and the image that it gives; of JPEG the samples and coefficients of the blocks that the file can hold.</summary>
public class ImageFuzzTests
{
    // The exception with its message and cause, the decompressor's buffers of 8 KiB, the reader, rows: what does not grow with the file.
    private const int ConstantBytes = 128 * 1024;

    // A bit of a JPEG file is a block of 64 samples at most, each a byte and a coefficient of two.
    private const int JpegBytesPerByte = 8 * 64 * 3;

    // A million of each: AUTOGRAD_IMAGE_FILES=1000000 and this class.
    private static readonly int Files = int.Parse(
        Environment.GetEnvironmentVariable("AUTOGRAD_IMAGE_FILES") ?? "10000", CultureInfo.InvariantCulture);

    private static readonly (int Type, int Bits)[] Kinds =
        [(0, 1), (0, 2), (0, 4), (0, 8), (2, 8), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (6, 8)];

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "IHDR", "IDAT", "IEND", "PLTE", "tRNS", "P2", "P3", "P5", "P6", "#", "\n", " ", "-1", "0", "255", "256", "4096", "4097",
            "2147483647", "4294967296",
            "99999999999999999999", "(", ")", "{", "}", "'", "'shape': ", "'descr': ", "True", "False", "<f4", "<f8", "|u1", ",",
            "\0\0\0\0", "\u00ff\u00ff\u00ff\u00ff", "\u00ff\u00c0", "\u00ff\u00c2", "\u00ff\u00c4", "\u00ff\u00d0", "\u00ff\u00d9",
            "\u00ff\u00da", "\u00ff\u00db", "\u00ff\u00dd",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    [Fact]
    public void Mutated_PNG_files_give_images_or_the_documented_exception() => Fuzz("png", Pngs(), repair: true);

    [Fact]
    public void Mutated_PNG_rows_give_images_or_the_documented_exception()
    {
        // Drawn and changed before they are compressed, so that filters, depths, palettes and transparency are reached in every mix.
        int refused = 0;
        long largest = 0;
        for (int k = 0; k < Files; k++)
        {
            RandomStream random = new(12, "fuzz rows", k);
            (int type, int bits) = Kinds[random.NextInt32(Kinds.Length)];
            (int width, int height) = (1 + random.NextInt32(12), 1 + random.NextInt32(12));
            int rowBytes = ((width * bits * (type switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 })) + 7) / 8;
            byte[] rows =
            [
                .. Enumerable.Range(0, height * (1 + rowBytes)).Select(at => (byte)random.NextInt32(at % (1 + rowBytes) == 0 ? 5 : 256)),
            ];
            rows = random.NextInt32(3) == 0 ? Mutate(rows, random) : rows;
            byte[] header = [0, 0, 0, (byte)width, 0, 0, 0, (byte)height, (byte)bits, (byte)type, 0, 0, 0];
            byte[] palette = type == 3 || random.NextInt32(8) == 0 ? PngWriter.Chunk("PLTE", new byte[3 * random.NextInt32(260)]) : [];
            byte[] transparency = random.NextInt32(4) == 0 ? PngWriter.Chunk("tRNS", new byte[2 * random.NextInt32(4)]) : [];
            byte[] file =
            [
                .. PngWriter.Start, .. PngWriter.Chunk("IHDR", header), .. palette, .. transparency,
                .. PngWriter.Chunk("IDAT", PngWriter.Compress(rows)), .. PngWriter.Chunk("IEND", []),
            ];
            refused += IsRefused(file, k, ref largest) ? 1 : 0;
        }

        Report("png rows", refused, largest);
        Assert.InRange(refused, Files / 4, Files - 1);
    }

    [Fact]
    public void Mutated_PGM_and_PPM_files_give_images_or_the_documented_exception()
        => Fuzz(
            "netpbm",
            [
                .. new[] { "P2\n# c\n4 3\n15\n1 2 3 4 5 6 7 8 9 10 11 12\n", "P3 2 2 255 1 2 3 4 5 6 7 8 9 10 11 12\n",
                    "P5 4 3 255\nabcdefghijkl", "P6\n2 2\n255\nabcdefghijkl" }
                    .Select(Encoding.Latin1.GetBytes),
            ],
            repair: false);

    [Fact]
    public void Mutated_npy_files_give_images_or_the_documented_exception()
        => Fuzz(
            "npy",
            [
                NpyReaderTests.Write("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4), }", new byte[12]),
                NpyReaderTests.Write("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }", new byte[96], version: 2),
                NpyReaderTests.Write("{'descr': '<f8', 'fortran_order': False, 'shape': (4, 2, 1), }", new byte[64]),
            ],
            repair: false);

    [Fact]
    public void Mutated_JPEG_files_give_images_or_the_documented_exception()
        => Fuzz(
            "jpeg",
            [
                JpegSamples.Baseline, JpegSamples.Progressive, JpegSamples.ProgressiveOtherOrder, JpegSamples.Restarts,
                JpegSamples.ApartScans, JpegSamples.MixedSampling, JpegSamples.Grey,
            ],
            repair: false,
            JpegBytesPerByte);

    private static byte[][] Pngs() =>
    [
        new PngWriter { Width = 9, Height = 5, Bits = 1, Samples = PngReaderTests.Random(45, 2, 1), Filters = [0, 1, 2, 3, 4] }.Write(),
        new PngWriter { Width = 6, Height = 5, Type = 2, Samples = PngReaderTests.Random(90, 256, 2), Filters = [4, 3, 2, 1, 0],
            DataChunks = 2 }.Write(),
        new PngWriter { Width = 5, Height = 4, Type = 6, Samples = PngReaderTests.Random(80, 256, 3), Filters = [1] }.Write(),
        new PngWriter
        {
            Width = 7, Height = 4, Bits = 4, Type = 3, Samples = PngReaderTests.Random(28, 9, 4),
            Palette = PngReaderTests.Random(27, 256, 5), Transparency = [1, 2, 3],
        }.Write(),
        new PngWriter { Width = 64, Height = 64, Bits = 8, Type = 4, Samples = new byte[8192] }.Write(),
    ];

    private static void Fuzz(string format, byte[][] originals, bool repair, int bytesPerByte = 1)
    {
        int refused = 0;
        long largest = 0;
        for (int k = 0; k < Files; k++)
        {
            RandomStream random = new(11, "fuzz " + format, k);
            byte[] file = originals[random.NextInt32(originals.Length)];
            for (int mutations = 1 + random.NextInt32(3); mutations > 0; mutations--)
            {
                file = Mutate([.. file], random);
            }

            if (repair && random.NextInt32(4) > 0)
            {
                PngWriter.Repair(file);
            }

            refused += IsRefused(file, k, ref largest, bytesPerByte) ? 1 : 0;
        }

        // Most mutations must hurt, or the test tests nothing; some can't (a bit of a pixel), or the reader refuses what is good.
        Report(format, refused, largest);
        Assert.InRange(refused, Files / 4, Files - (Files / 1000));
    }

    private static void Report(string format, int refused, long largest)
        => TestContext.Current.TestOutputHelper?.WriteLine(
            $"{format}: {Files} files, {refused} refused, at most {largest} bytes allocated for one");

    private static byte[] Mutate(byte[] file, RandomStream random)
    {
        int at = random.NextInt32(file.Length + 1);
        int length = Math.Min(1 + random.NextInt32(8), file.Length - at);
        switch (random.NextInt32(6))
        {
            case 0 when file.Length > 0:
                file[at % file.Length] ^= (byte)(1 << random.NextInt32(8));
                return file;
            case 1 when file.Length > 0:
                file[at % file.Length] = (byte)random.NextUInt32();
                return file;
            case 2:
                return file[..at];
            case 3:
                return [.. file[..at], .. file[(at + length)..]];
            case 4:
                return [.. file[..(at + length)], .. file[at..]];
            default:
                byte[] word = Words[random.NextInt32(Words.Length)];
                return random.NextInt32(2) == 0
                    ? [.. file[..at], .. word, .. file[at..]]
                    : [.. file[..at], .. word, .. file[Math.Min(file.Length, at + word.Length)..]];
        }
    }

    private static bool IsRefused(byte[] file, int number, ref long largest, int bytesPerByte = 1)
    {
        bool isRefused = false;
        int pixels = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            ByteImage image = ImageFile.Read(file, "fuzz");
            pixels = image.Pixels.Length;
            Assert.Equal(image.Channels * image.Height * image.Width, pixels);
        }
        catch (ImageFileException exception)
        {
            isRefused = true;
            Assert.StartsWith("fuzz: ", exception.Message, StringComparison.Ordinal);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"File {number} ({Convert.ToHexString(file)}) ended in another exception.", exception);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        largest = Math.Max(largest, allocated);

        // The compressed part once more, or the pixels of a file that has them as they are.
        Assert.InRange(allocated, 0, ConstantBytes + ((long)bytesPerByte * file.Length) + pixels);
        return isRefused;
    }
}
