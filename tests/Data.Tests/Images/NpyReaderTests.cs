using System.Buffers.Binary;
using System.Text;

namespace AutogradMaml.Data.Tests.Images;

public class NpyReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Bytes_and_floats_are_read(byte version)
    {
        Assert.Equal(
            [0, 7, 255, 3], Read("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }", [0, 7, 255, 3], version).Pixels.ToArray());
        byte[] floats = [.. BitConverter.GetBytes(0f), .. BitConverter.GetBytes(0.5f), .. BitConverter.GetBytes(1f)];
        Assert.Equal(
            [0, 128, 255], Read("{\"shape\": (3,1), \"fortran_order\": False, \"descr\": \"<f4\"}", floats, version).Pixels.ToArray());
        byte[] doubles = [.. BitConverter.GetBytes(0.2), .. BitConverter.GetBytes(1.0)];
        Assert.Equal([51, 255], Read("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2)}", doubles, version).Pixels.ToArray());
    }

    [Fact]
    public void Channels_stand_first_or_last()
    {
        ByteImage first = Read(Of("(3, 1, 5)"), [.. Enumerable.Range(0, 15).Select(static k => (byte)k)]);
        Assert.Equal((3, 1, 5), (first.Channels, first.Height, first.Width));
        Assert.Equal(Enumerable.Range(0, 15).Select(static k => (byte)k), first.Pixels.ToArray());
        ByteImage last = Read(Of("(5, 1, 3)"), [.. Enumerable.Range(0, 15).Select(static k => (byte)k)]);
        Assert.Equal((3, 5, 1), (last.Channels, last.Height, last.Width));
        Assert.Equal([0, 3, 6, 9, 12, 1, 4, 7, 10, 13, 2, 5, 8, 11, 14], last.Pixels.ToArray());
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1, 1), }", "astype")]
    [InlineData("{'descr': '|u1', 'fortran_order': True, 'shape': (1, 1), }", "Fortran")]
    [InlineData("{'descr': '|u1', 'fortran_order': None, 'shape': (1, 1), }", "neither True nor False")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), }", "2 of 1 bytes are declared")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", "shape is (1)")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", "shape is ()")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (9, 9, 9), }", "shape is (9, 9, 9)")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1, -1), }", "not a number")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (9999999999, 1), }", "9999999999 rows")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (9999999999999999999, 1), }", "19 digits")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, }", "lacks one of")]
    [InlineData("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1, 1)}", "a key twice")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1)} x", "something follows")]
    [InlineData("{'descr': '|u1", "quoted word")]
    [InlineData("", "lacks '{'")]
    public void Malformed_files_are_refused(string header, string expected)
        => Assert.Contains(expected, Assert.Throws<ImageFileException>(() => Read(header, [1])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(-0.1f, "-0.1")]
    [InlineData(255f, "255")]
    public void Floats_beyond_0_and_1_are_refused(float value, string expected)
    {
        string message = Assert.Throws<ImageFileException>(
            () => Read("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }", BitConverter.GetBytes(value))).Message;
        Assert.Contains($"holds the value {expected}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_versions_and_cut_headers_are_refused()
    {
        byte[] good = Write(Of("(1, 1)"), [9]);
        Assert.Equal(9, ImageFile.Read(good).Pixels[0]);
        for (int length = 6; length < good.Length; length++)
        {
            Assert.Throws<ImageFileException>(() => ImageFile.Read(good.AsSpan(0, length)));
        }

        good[6] = 3;
        Assert.Contains("version 3", Assert.Throws<ImageFileException>(() => ImageFile.Read(good)).Message, StringComparison.Ordinal);
    }

    internal static byte[] Write(string header, byte[] values, byte version = 1)
    {
        byte[] length = new byte[version == 1 ? 2 : 4];
        byte[] text = Encoding.ASCII.GetBytes(header + "\n");
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        }

        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. values];
    }

    private static string Of(string shape) => $"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}";

    private static ByteImage Read(string header, byte[] values, byte version = 1) => ImageFile.Read(Write(header, values, version));
}
