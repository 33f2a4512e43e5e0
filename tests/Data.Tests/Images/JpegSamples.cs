namespace AutogradMaml.Data.Tests.Images;

/// <summary>JPEG files of an image that is drawn by formula, made by cjpeg of libjpeg-turbo 2.1.5 from it with quality 60 unless it is said
/// otherwise.</summary>
internal static class JpegSamples
{
    /// <summary>Two pixels each way share a sample of the differences of colours; one scan.</summary>
    public static byte[] Baseline { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR" +
        "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAYACgDASIAAhEB" +
        "AxEB/8QAGAABAQEBAQAAAAAAAAAAAAAAAAQDBQb/xAAdEAACAwADAQEAAAAAAAAAAAAAAgEDEQQSUSEF/8QAFwEBAQEBAAAAAAAAAAAAAAAABAMFBv/E" +
        "ABsRAAMBAQEBAQAAAAAAAAAAAAABAgMRIQQS/9oADAMBAAIRAxEAPwAlpQlpyktN1s2M9M2cDKxx60iyf0es4qS0ezOFXE5y3z1yVaI3Dk9TXjR1vVvN" +
        "KzE94jp7+DCc3+V6j0CWghS0CVgFnLw8olpuloBaYQDKUUpf8+5JslkAFoyhPvDTi6pcbKEtAAhQhcyuH//Z");

    /// <summary>The same coefficients in the ten scans that libjpeg takes.</summary>
    public static byte[] Progressive { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR" +
        "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgARCAAYACgDASIAAhEB" +
        "AxEB/8QAGAABAQEBAQAAAAAAAAAAAAAAAAMCBAX/xAAXAQADAQAAAAAAAAAAAAAAAAACAwQF/9oADAMBAAIQAxAAAAFTkpNJavJotT0EDVeVsOeuw6qB" +
        "jf/EABkQAQEBAAMAAAAAAAAAAAAAAAARAhATMf/aAAgBAQABBQKq7Gd1VXjPtVVVX//EABgRAQEBAQEAAAAAAAAAAAAAAAEAAgMh/9oACAEDAQE/AcYn" +
        "hgz5GbJCsF//xAAYEQEBAQEBAAAAAAAAAAAAAAABAAIREv/aAAgBAgEBPwExAXiCMly//8QAFBABAAAAAAAAAAAAAAAAAAAAMP/aAAgBAQAGPwJ//8QA" +
        "GBABAQEBAQAAAAAAAAAAAAAAAQAhETH/2gAIAQEAAT8hITHh2PPjEITlgsQhCkJ//9oADAMBAAIAAwAAABAkbx0AH//EABcRAQEBAQAAAAAAAAAAAAAA" +
        "AAEAESH/2gAIAQMBAT8Q0QnmOlxijMWDL//EABYRAQEBAAAAAAAAAAAAAAAAAAEAEf/aAAgBAgEBPxCdWEUY7uQb/8QAGxAAAgIDAQAAAAAAAAAAAAAA" +
        "AREQIQAgUWH/2gAIAQEAAT8Qjy5FDpKwzQgDU+wLsB8R6f12jgo//9k=");

    /// <summary>The same in other scans: each colour's means by themselves, and the brightness last but for its finest bits.</summary>
    public static byte[] ProgressiveOtherOrder { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR" +
        "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgARCAAYACgDASIAAhEB" +
        "AxEB/8QAGQAAAgMBAAAAAAAAAAAAAAAAAgMAAQUE/9oACAEBAAAAAYymvyWQunKNps//xAAWAQEBAQAAAAAAAAAAAAAAAAADBAX/2gAIAQIQAAAAzVpZ" +
        "qP/EABYBAQEBAAAAAAAAAAAAAAAAAAQFBv/aAAgBAxAAAACVpygpr//EABkQAQEBAAMAAAAAAAAAAAAAAAARAhATMf/aAAgBAQABBQKq7Gd1VXjPtVVV" +
        "X//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEABj8Cf//EABgRAQEBAQEAAAAAAAAAAAAAAAEAAgMh/9oACAEDAQE/AcYnhgz5GbJCsF//xAAYEQAD" +
        "AQEAAAAAAAAAAAAAAAAAAQIRA//aAAgBAgEBPwCeBMTuIXAmERyhPcFCP//aAAgBAQAAABAM0f/EABgQAQEBAQEAAAAAAAAAAAAAAAEAIREx/9oACAEB" +
        "AAE/ISEx4djz4xCE5YLEIQpCf//EABcRAQEBAQAAAAAAAAAAAAAAAAEAESH/2gAIAQMBAT8Q0QnmOlxijMWDL//EABsQAAICAwEAAAAAAAAAAAAAAAER" +
        "ECEAIFFh/9oACAEBAAE/EI8uRQ6SsM0IA1PsC7AfEen9do4KP//Z");

    /// <summary>The same with a restart after every two units.</summary>
    public static byte[] Restarts { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR" +
        "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAYACgDASIAAhEB" +
        "AxEB/8QAGAABAQEBAQAAAAAAAAAAAAAAAAQDBQb/xAAdEAACAwADAQEAAAAAAAAAAAAAAgEDEQQSUSEF/8QAFwEBAQEBAAAAAAAAAAAAAAAABAMFBv/E" +
        "ABsRAAMBAQEBAQAAAAAAAAAAAAABAgMRIQQS/90ABAAC/9oADAMBAAIRAxEAPwAlpQlpyktN1s2M9M2cDKxx60iyf0es4qS0ezOFXE5y3z1yVaI3Dk9T" +
        "XjR1vVvNKzE94jp7+DCc3+V6j//Q76WghS0E1gInLw8olpuloBaYQDKUf//RlS/59yTZLIAERlCfeDIuqXGyhLQAIUIXMrh//9k=");

    /// <summary>The same with a scan for each colour.</summary>
    public static byte[] ApartScans { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR" +
        "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAYACgDASIAAhEB" +
        "AxEB/8QAGQAAAgMBAAAAAAAAAAAAAAAAAwQAAgYF/8QAHRAAAgMAAwEBAAAAAAAAAAAAAAIBAxEEElEhBf/aAAgBAQAAPwCJaMJaVn9HrOKktHszg1xO" +
        "ct89clWiNwfS0yaWh1s2M9J1C8aOt6t5p0ktMolodLRlL/n3JDJZAwlp/8QAFgEBAQEAAAAAAAAAAAAAAAAAAwQF/8QAGBEAAwEBAAAAAAAAAAAAAAAA" +
        "AAECEQP/2gAIAQIRAD8AzZ4CzE7iKVwGmENHKE9woUI//8QAFgEBAQEAAAAAAAAAAAAAAAAABAUG/8QAGxEAAgIDAQAAAAAAAAAAAAAAAQIAAwQRIRL/" +
        "2gAIAQMRAD8AlU07IE074FC1nyOiFWrkBUolNHZhomLVRqf/2Q==");

    /// <summary>Red, green and blue as they are, of higher quality.</summary>
    public static byte[] Rgb { get; } = Convert.FromBase64String(
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU" +
        "/8AAEQgAGAAoA1IRAEcRAEIRAP/EABsAAAMBAAMBAAAAAAAAAAAAAAYHCAUABAkD/8QALhAAAQIEAwgCAgIDAAAAAAAAAQIDAAQFEQYSIQcWMTJBQmKh" +
        "FIEIExVRYXHB/9oADANSAEcAQgAAPwCOsNdkUjvd5+4iiiU3l0hq4a7I5vd5+4YFEpvLpFZ4R/HSotU9p6qVRmRmlWPxmWv3ZBYGylZkjMDcEC400JvC" +
        "KxD+akrI1JbNHoD9VlEXHyn5n42cgkXSnIo5SLEE2OuqRaCiUqTUkRlZLgHUqt/yN6dwLNYRW2tT6JqVWsIS6kZVXtexT068CeHSDPZd+SUjtKW7KfDf" +
        "pdVZaLzku4r9jZRmy3Q4AL2ui4ITzaXsTB/gery1cfMultTUyhOcoOoIva4P2ONuPWC/DXZDC3u8/cNmiU3l0jyqw12Qld7vP3EVUSm8ukPLY9MtSeOc" +
        "NTEw6hhhqpSy3HXFBKUJDqSSSdAAOsZmJsRqn8N1aVQStb0o62Ep1JJQRb3B3TqafiuZUkqyGwA1JtHonE5/xv8AiOhGJjNxKMPTAUoJK1ISkE8xzg2H" +
        "0CfqCnZi0qm42p82lJsyHCogcAW1JufsgfcF2ymVcmsdU8IbUtKA4pZSLhI/WoXP9C5A/wBkRlYa7Ie293n7ipqJTeXSPKrDXZCU3u8/cRVRKby6Q1cN" +
        "dkc3u8/cMCiU3l0imMGbdcUStPalZhyWqWSwS/ONqLuUAAAqSoZuF7m5JJuTGa7OSLiyrLkv0SbCNtjZdTKq6Fkvy1+KWFAJvfjYg2+tILd76lip5tU4" +
        "4lLSTmSw0nKhJta/Un7J4m0feSrUtTySyAlZFionUiGTgHZ3TML3XJsqVMLTlXMPHMtQve39AcOAF7C97Qd4a7I7e93n7huUSm8ukf/Z");

    /// <summary>Three pixels across share a sample of the differences of colours.</summary>
    public static byte[] ThreeAcross { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR" +
        "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAYACgDATEAAhEB" +
        "AxEB/8QAGQAAAwEBAQAAAAAAAAAAAAAAAAMEBgIF/8QAHRAAAgMAAwEBAAAAAAAAAAAAAAIBAxEEElEhBf/EABcBAQEBAQAAAAAAAAAAAAAAAAUEAgD/" +
        "xAAgEQACAwABBAMAAAAAAAAAAAABAwACEQQFEhMhQXHR/9oADAMBAAIRAxEAPwAS0oS05n9HrOKktHszgSteyDgcYvuKA5KuJzlvnrkq0RuF6WgVVXE/" +
        "CV2NT8TJpaPWzYz0Opwrg2Y6QMYfr8jeNHW9W809JLQKlU2uxBo1pMyiWj0tKUv+fck0FCwwwziErt3COSyChLQK1qwYIrQG3sz/2Q==");

    /// <summary>Each difference of colours is sampled coarsely in another direction.</summary>
    public static byte[] MixedSampling { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR" +
        "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAYACgDASIAAiEB" +
        "AxIB/8QAGAABAQEBAQAAAAAAAAAAAAAAAAQDBQb/xAAdEAACAwADAQEAAAAAAAAAAAAAAgEDEQQSUSEF/8QAGAEAAwEBAAAAAAAAAAAAAAAAAAMFAgT/" +
        "xAAiEQADAQABAgcBAAAAAAAAAAAAAQIDIRESBAUTIjFBUXH/2gAMAwEAAhEDEQA/ACWlCWnKS03WzYz0lrAYsCLlB1+HnpSZZP6PWcVJaPZnCric5b56" +
        "5KtEbhyeprxo63q3mmlEo1MJvoipXltZZ97fP4WdX7H/AA9AloIUtA9YARJjg6Zng8olpuloA5QjahErKAKUv+fck2SyADXow/oZOUT8Irztdz2sChLQ" +
        "AOUIB8xwB//Z");

    /// <summary>Grey, with a sampling of 2 x 2 that means nothing.</summary>
    public static byte[] Grey { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR" +
        "Uk//wAALCAAYACgBASIA/8QAGQAAAgMBAAAAAAAAAAAAAAAAAwQAAgYF/8QAHRAAAgMAAwEBAAAAAAAAAAAAAAIBAxEEElEhBf/aAAgBAQAAPwCJaMJa" +
        "Vn9HrOKktHszg1xOct89clWiNwfS0yaWh1s2M9J1C8aOt6t5p0ktMolodLRlL/n3JDJZAwlp/9k=");

    /// <summary>The same image coded arithmetically.</summary>
    public static byte[] Arithmetic { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR" +
        "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//yQARCAAYACgDASIAAhEB" +
        "AxEB/8wACgAQEAUBEBEF/9oADAMBAAIRAxEAPwCe6MTO+BL3MdmETLTyIEOeaGUgvWXpW6q+823vrC65sYLz7iujHH5nl3+6yZkHdBGdve33HcQIpGMP" +
        "Hc0dImqFUqx3ekXWKl0lTwvD1QaPhh4s7Hk+UpYUlWz2wLzekHqH8J5sc8R9uvUcONDNTXQfcPjt9LCPtvj/2Q==");

    /// <summary>The image: a disc on a ground of three gradients, 24 x 40.</summary>
    public static ByteImage Original()
    {
        const int Width = 40;
        const int Height = 24;
        var pixels = new byte[3 * Width * Height];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                bool isDisc = ((x - 22) * (x - 22)) + ((y - 11) * (y - 11)) < 64;
                int place = (y * Width) + x;
                pixels[place] = (byte)(isDisc ? 200 : 40 + (4 * x));
                pixels[(Width * Height) + place] = (byte)(isDisc ? 60 + (2 * y) : 200 - (5 * y));
                pixels[(2 * Width * Height) + place] = (byte)(isDisc ? 80 : 30 + (3 * x) + (2 * y));
            }
        }

        return new(3, Height, Width, pixels);
    }
}
