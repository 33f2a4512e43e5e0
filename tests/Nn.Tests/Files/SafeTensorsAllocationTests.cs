using System.Text;

namespace AutogradMaml.Nn.Tests.Files;

/// <summary>Headers that are good, and as much larger in memory than in the file as a header can be.</summary>
/// <remarks>Beside no other test: each collection that another one starts makes the rest of a piece of this thread's heap count as
/// allocated, and what is read here goes through thousands of pieces.</remarks>
[Collection("alone")]
[CollectionDefinition("alone", DisableParallelization = true)]
public class SafeTensorsAllocationTests
{
    private const int ConstantBytes = 16 * 1024;
    private const int BytesPerByte = 11;

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0,0", 0)]
    [InlineData("0,0,0,0,0,0,0,0", 0)]
    [InlineData("", 1)]
    [InlineData("1,1,1,1,1,1,1,1", 1)]
    public void A_header_of_the_smallest_entries_costs_a_bounded_multiple(string shape, int elements)
    {
        var header = new StringBuilder("{");
        for (int k = 0; k < SafeTensorsHeader.MaximumTensors; k++)
        {
            header.Append(k == 0 ? string.Empty : ",").Append('"').Append(k).Append("\":{\"dtype\":\"F16\",\"shape\":[").Append(shape)
                .Append("],\"data_offsets\":[").Append(2 * elements * k).Append(',').Append(2 * elements * (k + 1)).Append("]}");
        }

        byte[] file = SafeTensorsBytes.Of(header.Append('}').ToString(), new byte[2 * elements * SafeTensorsHeader.MaximumTensors]);
        RequireLittle(file);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v")]
    public void Metadata_of_the_smallest_entries_up_to_the_longest_header_cost_a_bounded_multiple(string value)
    {
        // Keys of three letters out of 93, then of four: as many entries as fit into 16 MiB.
        string letters = string.Concat(Enumerable.Range(' ', 95).Select(static c => (char)c).Where(static c => c is not ('"' or '\\')));
        var header = new StringBuilder("{\"__metadata__\":{");
        for (int k = 0; header.Length < SafeTensorsHeader.MaximumLength - 32; k++)
        {
            header.Append(k == 0 ? string.Empty : ",").Append('"');
            for (int left = k, digits = 0; digits < 3 || left > 0; digits++, left /= letters.Length)
            {
                header.Append(letters[left % letters.Length]);
            }

            header.Append("\":\"").Append(value).Append('"');
        }

        byte[] file = SafeTensorsBytes.Of(header.Append("}}").ToString());
        Assert.True(SafeTensorsBytes.Read<float>(file).Metadata.Count > 1_000_000);
        RequireLittle(file);
    }

    private static void RequireLittle(byte[] file)
    {
        using var stream = new MemoryStream(file, writable: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SafeTensors.Read<double>(stream);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, ConstantBytes + ((long)BytesPerByte * file.Length));
    }
}
