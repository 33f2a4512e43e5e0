using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Federated;

/// <summary>
/// Fashion-MNIST divided among clients so that each has two of the ten classes: client k has the classes at places 2 k and 2 k + 1 of a
/// list in which every class stands equally often, shuffled in rounds of ten. The images of a class are shared out to its clients one after
/// the other, in random order.
/// </summary>
/// <remarks>All of the set, its own division in training and test images aside: a client's own division is 3 to 1. Pixels are x / 255 in
/// [0, 1]. Source of the set: H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST, 2017; of two classes a client: B. McMahan et al., 2017,
/// section 3.</remarks>
internal static class FashionDivision
{
    /// <summary>The numbers of one image.</summary>
    public const int Features = 28 * 28;

    /// <summary>The number of classes.</summary>
    public const int Classes = 10;

    private const int ClassesOfClient = 2;

    /// <summary>Reads the four files of the set.</summary>
    /// <param name="folder">Their folder.</param>
    /// <exception cref="UsageException">A file is missing or damaged.</exception>
    public static (byte[] Images, byte[] Labels) Read(string folder)
    {
        List<byte> images = [];
        List<byte> labels = [];
        foreach (string part in (string[])["train", "t10k"])
        {
            string imagePath = Path.Combine(folder, $"{part}-images-idx3-ubyte.gz");
            string labelPath = Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz");
            (int[] sizes, byte[] values) = IdxFile.Read(imagePath, 3);
            (int[] counts, byte[] classes) = IdxFile.Read(labelPath, 1);
            if (sizes[1] * (long)sizes[2] != Features || counts[0] != sizes[0])
            {
                throw new UsageException(
                    $"'{imagePath}' has {sizes[0]} images of {sizes[1]} x {sizes[2]} and '{labelPath}' {counts[0]} labels, expected as " +
                        "many, of 28 x 28.");
            }

            if (Array.FindIndex(classes, static label => label >= Classes) is >= 0 and int wrong)
            {
                throw new UsageException($"'{labelPath}' has label {classes[wrong]} at [{wrong}], expected 0 to {Classes - 1}.");
            }

            images.AddRange(values);
            labels.AddRange(classes);
        }

        return ([.. images], [.. labels]);
    }

    /// <summary>Divides the set.</summary>
    /// <param name="images">The images, one after the other.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="clients">The number of clients.</param>
    /// <param name="seed">The seed of the division.</param>
    /// <returns>The data of the clients, one after the other.</returns>
    /// <exception cref="UsageException">There are too few images for so many clients.</exception>
    public static IEnumerable<ClientData> Divide(byte[] images, byte[] labels, int clients, ulong seed)
    {
        int[] classes = ClassList(clients, seed);
        int[][] members = [.. Enumerable.Range(0, Classes).Select(label => Members(labels, label, seed))];
        for (int client = 0; client < clients; client++)
        {
            List<int> own = [];
            for (int place = ClassesOfClient * client; place < ClassesOfClient * (client + 1); place++)
            {
                int label = classes[place];
                int holders = classes.Count(other => other == label);
                int turn = classes.Take(place).Count(other => other == label);
                own.AddRange(members[label].Where((_, k) => k % holders == turn));
            }

            int[] order = [.. own];
            new RandomStream(seed, "federated images", client).Shuffle(order);
            yield return ClientData.Divide(Examples(images, labels, order), Classes) is { Train.Count: > 0, Test.Count: > 0 } data
                ? data
                : throw new UsageException($"--clients: {labels.Length} images are too few for {clients} clients of two classes.");
        }
    }

    // Ten places in a row hold each class once, and a client has two of the same ten: never one class twice.
    private static int[] ClassList(int clients, ulong seed)
    {
        int[] list = new int[ClassesOfClient * clients];
        for (int start = 0; start < list.Length; start += Classes)
        {
            int[] all = new RandomStream(seed, "federated classes", start).Choose(Classes, Classes);
            all.AsSpan(0, Math.Min(Classes, list.Length - start)).CopyTo(list.AsSpan(start));
        }

        return list;
    }

    private static int[] Members(byte[] labels, int label, ulong seed)
    {
        int[] members = [.. Enumerable.Range(0, labels.Length).Where(k => labels[k] == label)];
        new RandomStream(seed, "federated members", label).Shuffle(members);
        return members;
    }

    private static Examples Examples(byte[] images, byte[] labels, int[] numbers)
    {
        var inputs = new float[numbers.Length * Features];
        var classes = new float[numbers.Length];
        for (int k = 0; k < numbers.Length; k++)
        {
            for (int pixel = 0; pixel < Features; pixel++)
            {
                inputs[(k * Features) + pixel] = images[(numbers[k] * Features) + pixel] / 255f;
            }

            classes[k] = labels[numbers[k]];
        }

        return new(inputs, classes, Features);
    }
}
