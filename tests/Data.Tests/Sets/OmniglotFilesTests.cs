using System.IO.Compression;
using AutogradMaml.Data.Tests.Images;
using AutogradMaml.Testing;

namespace AutogradMaml.Data.Tests.Sets;

/// <summary>Files in the official layout, small ones that the tests write: 2 characters and 1.</summary>
public sealed class OmniglotFilesTests : IDisposable
{
    private const int Side = OmniglotPart.Side;

    private static readonly OmniglotPart Background = new("images_background", 2);
    private static readonly OmniglotPart Evaluation = new("images_evaluation", 1);

    private readonly TemporaryFolder _folder = new();

    public OmniglotFilesTests()
    {
        WriteArchive(
            "images_background",
            Paths("images_background/Greek/character01/0001").Concat(Paths("images_background/Greek/character02/0002")));
        WriteArchive("images_evaluation", Paths("images_evaluation/Old_(x)/character01/0003"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Archives_and_what_they_unpack_to_give_the_same_images()
    {
        Omniglot packed = Load();
        Assert.Equal(("Greek/character01", "Old_(x)/character01"), (packed.All.ClassName(0), packed.All.ClassName(2)));
        Assert.Equal(
            (2, 1, 3, 20), (packed.Background.ClassCount, packed.Evaluation.ClassCount, packed.All.ClassCount, packed.All.DrawingsOf(2)));
        using TemporaryFolder other = new();
        ZipFile.ExtractToDirectory(_folder["images_background.zip"], other["."]);
        ZipFile.ExtractToDirectory(_folder["images_evaluation.zip"], other["."]);
        var unpacked = Omniglot.Load(other["."], _folder["cache"], Background, Evaluation);
        Assert.False(unpacked.IsFromCache);
        Assert.Equal(packed.All.ComputeChecksum(), unpacked.All.ComputeChecksum());
        Assert.True(Omniglot.Load(other["."], _folder["cache"], Background, Evaluation).IsFromCache);
    }

    [Fact]
    public void Ink_of_each_drawer_is_in_its_place()
    {
        // Drawer d fills the first d rows: d * 28 / 105 rows of ours, the last of them in part.
        ImageSet set = Load().Background;
        for (int drawer = 1; drawer <= 20; drawer++)
        {
            double rows = drawer * 28 / 105.0;
            ReadOnlySpan<byte> pixels = set.Image(1, drawer - 1).Pixels;
            Assert.Equal(Math.Floor((255 * Math.Min(rows, 1)) + 0.5), pixels[0]);
            Assert.InRange(pixels.ToArray().Sum(static b => (double)b) / (255 * 28), rows - 0.01, rows + 0.01);
        }
    }

    [Fact]
    public void The_packed_file_is_made_anew_when_it_is_damaged_or_the_data_have_changed()
    {
        Assert.False(Load().IsFromCache);
        Assert.True(Load().IsFromCache);
        string cache = _folder["omniglot-28x28.cache"];
        byte[] good = File.ReadAllBytes(cache);
        foreach (int place in new[] { 0, 30, 100, good.Length / 2, good.Length - 1 })
        {
            byte[] bad = [.. good];
            bad[place] ^= 1;
            File.WriteAllBytes(cache, bad);
            Assert.False(Load().IsFromCache);
            Assert.Equal(good, File.ReadAllBytes(cache));
            File.WriteAllBytes(cache, good[..place]);
            Assert.False(Load().IsFromCache);
        }

        WriteArchive("images_evaluation", Paths("images_evaluation/Other/character01/0003"));
        Omniglot changed = Load();
        Assert.False(changed.IsFromCache);
        Assert.Equal("Other/character01", changed.Evaluation.ClassName(0));
        Assert.True(Load().IsFromCache);
    }

    [Fact]
    public void The_packed_file_is_not_kept_beside_the_data_unless_that_folder_is_named()
    {
        using TemporaryFolder other = new();
        string cache = Path.Combine(other["new"], "cache");
        var omniglot = Omniglot.Load(_folder["."], cache, Background, Evaluation);
        Assert.Equal(Path.Combine(cache, "omniglot-28x28.cache"), omniglot.CacheFile);
        Assert.True(Omniglot.Load(_folder["."], cache, Background, Evaluation).IsFromCache);
        Assert.Equal(["images_background.zip", "images_evaluation.zip"], _folder.Files.Order());
        Assert.Throws<ArgumentException>(() => Omniglot.Load(_folder["."], string.Empty, Background, Evaluation));
    }

    [Fact]
    public void A_packed_file_with_a_name_that_no_drawing_has_is_made_anew()
    {
        Load();
        string cache = _folder["omniglot-28x28.cache"];
        byte[] good = File.ReadAllBytes(cache);
        byte[] bad = good[..^32];
        bad[bad.AsSpan().IndexOf("Greek"u8)] = (byte)'/';
        File.WriteAllBytes(cache, [.. bad, .. System.Security.Cryptography.SHA256.HashData(bad)]);
        Assert.False(Load().IsFromCache);
        Assert.Equal(good, File.ReadAllBytes(cache));
    }

    [Fact]
    public void A_cache_folder_that_cannot_be_written_is_a_note_and_no_fault()
    {
        File.WriteAllText(_folder["file"], "in the way");
        var omniglot = Omniglot.Load(_folder["."], _folder["file"], Background, Evaluation);
        Assert.Null(omniglot.CacheFile);
        Assert.Contains("could not be kept", omniglot.Note, StringComparison.Ordinal);
        Assert.Contains("Name a folder that can be written", omniglot.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_or_archive_says_where_the_files_are_to_be_had()
    {
        AssertRefused("no such folder", () => Omniglot.Load(_folder["none"]));
        File.Delete(_folder["images_evaluation.zip"]);
        AssertRefused("neither images_evaluation.zip nor the folder images_evaluation", () => Load());
    }

    [Theory]
    [InlineData("../images_background/Greek/character01/0001_01.png")]
    [InlineData("images_background/../character01/0001_01.png")]
    [InlineData("/images_background/Greek/character01/0001_01.png")]
    [InlineData("images_background\\Greek\\character01\\0001_01.png")]
    [InlineData("images_background/Greek/character1/0001_01.png")]
    [InlineData("images_background/Greek/character01/0001_21.png")]
    [InlineData("images_background/Greek/character01/0001_00.png")]
    [InlineData("images_background/Greek/character01/001_001.png")]
    [InlineData("images_background/Greek/character01/0001_01.exe")]
    [InlineData("images_evaluation/Greek/character01/0001_01.png")]
    [InlineData("images_background/Gre\u001bek/character01/0001_01.png")]
    [InlineData("notes.txt")]
    public void An_entry_with_another_name_is_refused(string name)
    {
        WriteArchive("images_background", [name]);
        AssertRefused("only paths such as", () => Load());
    }

    [Fact]
    public void Folders_and_what_systems_leave_in_archives_are_passed_over()
    {
        string[] beside = ["images_background/", "images_background/Greek/", "__MACOSX/._x", "images_background/Greek/.DS_Store"];
        WriteArchive(
            "images_background",
            [.. beside, .. Paths("images_background/Greek/character01/0001"), .. Paths("images_background/Greek/character02/0002")]);
        Assert.Equal(2, Load().Background.ClassCount);
    }

    [Fact]
    public void Missing_doubled_and_damaged_drawings_are_refused()
    {
        string[] good = [.. Paths("images_background/Greek/character01/0001"), .. Paths("images_background/Greek/character02/0002")];
        WriteArchive("images_background", good[1..]);
        AssertRefused("0001 in 'Greek/character01' has 19 drawings", () => Load());
        WriteArchive("images_background", good[..20]);
        AssertRefused("it holds 1 characters, expected 2", () => Load());
        WriteArchive("images_background", [.. good, good[3]]);
        AssertRefused("drawing 4 comes twice", () => Load());
        WriteArchive("images_background", [.. good, "images_background/Greek/character03/0009_01.png"]);
        AssertRefused("more than the 2 characters", () => Load());
        WriteArchive("images_background", [.. good[..20], .. Paths("images_background/Greek/character01/0002")]);
        AssertRefused("shares its folder", () => Load());
        WriteArchive("images_background", good, side: 104);
        AssertRefused("it is 104 x 104, expected 105 x 105", () => Load());
        WriteArchive("images_background", good);
        byte[] archive = File.ReadAllBytes(_folder["images_background.zip"]);
        File.WriteAllBytes(_folder["images_background.zip"], archive[..(archive.Length / 2)]);
        AssertRefused("not a zip archive that can be read", () => Load());
        File.WriteAllBytes(_folder["images_background.zip"], []);
        AssertRefused("not a zip archive that can be read", () => Load());
    }

    [Fact]
    public void An_archive_with_any_damage_is_read_or_refused_and_nothing_else()
    {
        string path = _folder["images_background.zip"];
        byte[] archive = File.ReadAllBytes(path);
        int refused = 0;
        for (int k = 0; k < 400; k++)
        {
            Autograd.RandomStream random = new(3, "zip damage", k);
            byte[] bad = [.. archive];
            bad[random.NextInt32(bad.Length)] ^= (byte)(1 << random.NextInt32(8));
            File.WriteAllBytes(path, bad);
            try
            {
                Omniglot.Load(_folder["."], _folder["cache"], Background, Evaluation);
            }
            catch (ImageFileException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 200, 399);
    }

    [Fact]
    public void An_archive_of_a_hundred_thousand_entries_is_refused_before_they_are_read()
    {
        // Nothing but the table's entries, 47 bytes each; its end is not looked for. The first is split between two pieces that are read.
        byte[] entry = [.. "PK\u0001\u0002"u8, .. new byte[24], 1, .. new byte[17], (byte)'a'];
        using (FileStream stream = new(_folder["images_background.zip"], FileMode.Create))
        {
            stream.Write(new byte[65_534]);
            for (int k = 0; k < 100_001; k++)
            {
                stream.Write(entry);
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused("it holds more than 100000 entries", () => Load());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512 * 1024);
    }

    [Fact]
    public void An_entry_that_is_larger_than_a_drawing_costs_no_memory_of_its_own()
    {
        // 60,000 bytes each, of which the archive holds 80: good drawings with a chunk of zeros that is passed over.
        string[] names = [.. Paths("images_background/Greek/character01/0001"), .. Paths("images_background/Greek/character02/0002")];
        using (FileStream stream = new(_folder["images_background.zip"], FileMode.Create))
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create))
        {
            foreach (string name in names)
            {
                byte[] drawing = Drawing(Side, 3);
                using Stream content = archive.CreateEntry(name).Open();
                content.Write([.. drawing[..^12], .. PngWriter.Chunk("zTXt", new byte[60_000]), .. drawing[^12..]]);
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(2, Load().Background.ClassCount);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60 * 48 * 1024);
    }

    private static IEnumerable<string> Paths(string prefix) => Enumerable.Range(1, 20).Select(drawer => $"{prefix}_{drawer:D2}.png");

    private static byte[] Drawing(int side, int rowsOfInk) => new PngWriter
    {
        Width = side,
        Height = side,
        Bits = 1,
        Samples = [.. Enumerable.Range(0, side * side).Select(k => (byte)(k / side < rowsOfInk ? 0 : 1))],
    }.Write();

    private static void AssertRefused(string expected, Func<object> load)
    {
        string message = Assert.Throws<ImageFileException>(load).Message;
        Assert.StartsWith("Omniglot can't be read.", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("brendenlake/omniglot on GitHub", message, StringComparison.Ordinal);
    }

    private Omniglot Load() => Omniglot.Load(_folder["."], _folder["."], Background, Evaluation);

    private void WriteArchive(string part, IEnumerable<string> names, int side = Side)
    {
        using FileStream stream = new(_folder[part + ".zip"], FileMode.Create);
        using ZipArchive archive = new(stream, ZipArchiveMode.Create);
        foreach (string name in names)
        {
            ZipArchiveEntry entry = archive.CreateEntry(name);
            if (name.EndsWith(".png", StringComparison.Ordinal))
            {
                using Stream content = entry.Open();
                content.Write(Drawing(side, int.Parse(name.AsSpan(name.Length - 6, 2), System.Globalization.CultureInfo.InvariantCulture)));
            }
        }
    }
}
