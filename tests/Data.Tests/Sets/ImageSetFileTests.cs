using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Data.Tests.Sets;

/// <summary>Packed files whose checksum is right and whose content is not.</summary>
public sealed class ImageSetFileTests : IDisposable
{
    private const int Variants = 20_000;

    // What does not grow with the file: sets, lists, names, the hash.
    private const int ConstantBytes = 8 * 1024;

    private static readonly ImageSetLayout[] Layouts = [new("first", 1, 2, 3, 3, 2), new("second", 3, 2, 2, 1, 1)];
    private static readonly byte[] Source = SHA256.HashData("source"u8);
    private static readonly int[] Numbers = [0, 1, 2, 3, 4, 6, 12, 18, -1, int.MinValue, int.MaxValue, 1 << 28, 0x20000001, 65_536, 256,
        257];

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _good;

    public ImageSetFileTests()
    {
        ImageSetFile.Write(_folder["sets"], Source, Sets());
        _good = File.ReadAllBytes(_folder["sets"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        ImageSet[]? sets = Parse(_good);
        Assert.NotNull(sets);
        Assert.Equal(Sets().Select(static set => set.ComputeChecksum()), sets.Select(static set => set.ComputeChecksum()));
        Assert.Equal(_good, Written(sets));
        Assert.Equal(sets[0].ComputeChecksum(), ImageSetFile.TryRead(_folder["sets"], Source, IsClassName, Layouts)![0].ComputeChecksum());
    }

    [Fact]
    public void A_file_of_another_layout_source_or_name_is_refused()
    {
        Assert.Null(ImageSetFile.TryParse(_good, SHA256.HashData("other"u8), IsClassName, Layouts));
        Assert.Null(ImageSetFile.TryParse(_good, Source, static name => name != "second 0", Layouts));
        Assert.Null(ImageSetFile.TryParse(_good, Source, IsClassName, Layouts[0]));
        Assert.Null(ImageSetFile.TryParse(_good, Source, IsClassName, [.. Layouts, Layouts[1]]));
        foreach (ImageSetLayout other in new[]
        {
            Layouts[0] with { Name = "third" }, Layouts[0] with { Channels = 2 }, Layouts[0] with { Height = 3, Width = 2 },
            Layouts[0] with { Classes = 2 },
            Layouts[0] with { Classes = 4 }, Layouts[0] with { Drawings = 1 }, Layouts[0] with { Drawings = 3 },
        })
        {
            Assert.Null(ImageSetFile.TryParse(_good, Source, IsClassName, other, Layouts[1]));
        }
    }

    [Fact]
    public void No_number_in_a_signed_file_is_believed()
    {
        // At every place, whether a number stands there or not. What is still read is what would be written: nothing in it contradicts
        // anything.
        for (int at = 0; at + sizeof(int) <= _good.Length - SHA256.HashSizeInBytes; at++)
        {
            foreach (int number in Numbers)
            {
                byte[] bad = [.. _good];
                BinaryPrimitives.WriteInt32LittleEndian(bad.AsSpan(at), number);
                AssertRefusedOrWhole(Signed(bad[..^SHA256.HashSizeInBytes]));
            }
        }
    }

    [Fact]
    public void Mutated_files_with_their_checksum_made_to_fit_are_refused_or_whole()
    {
        int refused = 0;
        for (int k = 0; k < Variants; k++)
        {
            RandomStream random = new(5, "image set file", k);
            byte[] content = _good[..^SHA256.HashSizeInBytes];
            for (int mutations = 1 + random.NextInt32(2); mutations > 0; mutations--)
            {
                content = Mutate([.. content], random);
            }

            refused += AssertRefusedOrWhole(Signed(content)) ? 1 : 0;
        }

        // A bit of a pixel is a pixel; most of the rest must not pass.
        Assert.InRange(refused, Variants / 2, Variants - (Variants / 100));
    }

    [Fact]
    public void A_file_longer_than_its_layout_allows_is_not_read()
    {
        File.WriteAllBytes(_folder["long"], new byte[1_000_000]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(ImageSetFile.TryRead(_folder["long"], Source, IsClassName, Layouts));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    private static ImageSet[] Sets() =>
    [
        .. Layouts.Select(static (layout, set) => new ImageSet(
            layout.Name,
            layout.Channels,
            layout.Height,
            layout.Width,
            Enumerable.Range(0, layout.Classes).Select(k => KeyValuePair.Create(
                $"{layout.Name} {k}",
                (byte[])[.. Enumerable.Range(0, layout.ClassLength).Select(at => (byte)((40 * set) + (20 * k) + at))])))),
    ];

    private static byte[] Signed(byte[] content) => [.. content, .. SHA256.HashData(content)];

    private static byte[] Mutate(byte[] content, RandomStream random)
    {
        int at = random.NextInt32(content.Length + 1);
        int length = Math.Min(1 + random.NextInt32(24), content.Length - at);
        switch (random.NextInt32(7))
        {
            case 0 when at < content.Length:
                content[at] ^= (byte)(1 << random.NextInt32(8));
                return content;
            case 1 when at < content.Length:
                content[at] = (byte)random.NextUInt32();
                return content;
            case 2:
                return content[..at];
            case 3:
                return [.. content[..at], .. content[(at + length)..]];
            case 4:
                return [.. content[..(at + length)], .. content[at..]];
            case 5:
                byte[] name = Encoding.UTF8.GetBytes($"{Layouts[random.NextInt32(2)].Name} {random.NextInt32(3)}");
                return [.. content[..at], .. name, .. content[Math.Min(content.Length, at + name.Length)..]];
            default:
                byte[] number = BitConverter.GetBytes(Numbers[random.NextInt32(Numbers.Length)]);
                return [.. content[..at], .. number, .. content[Math.Min(content.Length, at + number.Length)..]];
        }
    }

    private static bool IsClassName(string name) => name.All(static c => char.IsAsciiLetterOrDigit(c) || c == ' ');

    private static ImageSet[]? Parse(byte[] file) => ImageSetFile.TryParse(file, Source, IsClassName, Layouts);

    private bool AssertRefusedOrWhole(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageSet[]? sets = Parse(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, ConstantBytes + (10L * file.Length));
        if (sets is null)
        {
            return true;
        }

        Assert.Equal(file, Written(sets));
        return false;
    }

    private byte[] Written(ImageSet[] sets)
    {
        ImageSetFile.Write(_folder["again"], Source, sets);
        return File.ReadAllBytes(_folder["again"]);
    }
}
