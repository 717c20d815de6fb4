// Prints the keys that the AWS SDK for Go gets, as JSON objects: for the profile that is named, once; without one, by
// its default chain, for each line that it reads.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
)

func main() {
	log.SetFlags(0)
	ctx := context.Background()
	if len(os.Args) > 1 {
		loaded, err := config.LoadDefaultConfig(ctx, config.WithSharedConfigProfile(os.Args[1]))
		if err != nil {
			log.Fatal(err)
		}
		keys, err := loaded.Credentials.Retrieve(ctx)
		if err != nil {
			log.Fatal(err)
		}
		print(keys)
		return
	}
	loaded, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if keys, err := loaded.Credentials.Retrieve(ctx); err != nil {
			json.NewEncoder(os.Stdout).Encode(map[string]string{"Error": err.Error()})
		} else {
			print(keys)
		}
	}
}

func print(keys aws.Credentials) {
	json.NewEncoder(os.Stdout).Encode(map[string]string{
		"AccessKeyId":     keys.AccessKeyID,
		"SecretAccessKey": keys.SecretAccessKey,
		"SessionToken":    keys.SessionToken,
	})
}
